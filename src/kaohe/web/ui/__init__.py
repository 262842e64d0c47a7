"""The frame of all pages: menu, desk, words of templates, files of third parties."""
