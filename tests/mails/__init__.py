"""Every mail of the product: what it says, how it looks, and that it can be read everywhere."""
