"""A recorded request told again, as a command or a program that sends it."""
