"""Working time as plain Python: no ORM, no clock, no time zone of its own."""
