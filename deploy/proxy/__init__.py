"""The proxy that joins the services under one address."""
