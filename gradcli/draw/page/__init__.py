"""What a page shows beyond its picture: the insides of folded cards, and the details of every card."""
