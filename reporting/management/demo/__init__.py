"""The demonstration: an invented district, its people, and cases made through the product's own actions."""
