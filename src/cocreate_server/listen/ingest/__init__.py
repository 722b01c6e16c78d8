"""What other systems send: feedback one by one or by the thousand, and what customers do."""
