print("crosswind")
