def deep():
    raise ValueError("planned: broken at import")


deep()
