"""The commands of `linrec`, a file for each thing that people do; heavy imports wait inside."""
