"""How the desk is put on a machine: local engines, images, desk schemes."""
