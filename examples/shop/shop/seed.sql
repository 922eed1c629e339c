INSERT OR IGNORE INTO product (slug, name, description, price, stock) VALUES
    ('snaffle-bit', 'Snaffle bit', 'Double jointed, stainless steel, 12.5 cm.', 3490, 24),
    ('leather-bridle', 'Leather bridle', 'Vegetable tanned, with reins.', 12900, 8),
    ('saddle-pad', 'Saddle pad', 'Quilted cotton, washable at 30 degrees.', 4550, 31),
    ('girth', 'Girth', 'Elastic on both sides, 125 cm.', 5995, 12),
    ('hoof-pick', 'Hoof pick with brush', 'The one that you always lose.', 395, 200),
    ('head-collar', 'Head collar', 'Nylon, padded, three sizes.', 1850, 40),
    ('lunge-line', 'Lunge line', 'Eight metres, soft webbing.', 2190, 17),
    ('riding-helmet', 'Riding helmet', 'VG1 certified, ventilated.', 14900, 9);
