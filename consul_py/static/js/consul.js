// Everything here is a comfort: each page does its work without it.
