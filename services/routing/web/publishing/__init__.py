"""Publications on staff pages: how one looks, its pictures, its press release, and the media."""
