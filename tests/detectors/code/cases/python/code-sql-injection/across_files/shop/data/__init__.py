from shop.data.queries import by_name
