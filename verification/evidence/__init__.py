"""The rungs of the ladder of evidence, one file each, all with the verb `examine`."""
