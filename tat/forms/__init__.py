"""Fields and widgets that the forms of every floor share, and how they are rendered."""
