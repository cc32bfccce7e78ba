import sys

sys.exit("planned: exit at import")
