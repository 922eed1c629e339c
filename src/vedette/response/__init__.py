"""What is done about an attack: what was seen becomes incidents, few and explained."""
