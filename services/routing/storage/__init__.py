"""What routing keeps."""
