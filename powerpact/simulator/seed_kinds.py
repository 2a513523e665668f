"""The words and prices from which each kind of store's catalogue is made."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Range:
    """One sort of product: its price from, in the store's currency, and what it varies in."""

    noun: str
    product_type: str
    price_from: int
    options: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """A store's trade. `large` is the one product that comes in 150 variants.

    `price_steps` says by how many tenths each further value of an option raises the price.
    """

    vendor: str
    sku_prefix: str
    company_digits: str
    series: tuple[str, ...]
    ranges: tuple[Range, ...]
    option_values: dict[str, tuple[str, ...]]
    materials: tuple[str, ...]
    care: tuple[str, ...]
    tags: tuple[str, ...]
    large: Range
    price_steps: dict[str, int]


def _ranges(product_type: str, options: str, **price_of: int) -> tuple[Range, ...]:
    """Ranges of one type; `dinner_plate=24` is "Dinner Plate" from 24."""
    varies_in = tuple(options.split())
    return tuple(
        Range(noun.replace("_", " ").title(), product_type, price, varies_in)
        for noun, price in price_of.items()
    )


def _numbered(word: str, count: int) -> tuple[str, ...]:
    return tuple(f"{word} {number}" for number in range(1, count + 1))


CERAMICS = Kind(
    vendor="Kiln & Harbour",
    sku_prefix="KH",
    company_digits="50123",
    series=tuple(
        "Tideline Saltmarsh Harbour Pebble Driftwood Estuary Lantern Moorland Chalk Heron "
        "Sandbar Lichen Foxglove Cove Bramble Slate".split()
    ),
    ranges=(
        *_ranges("Mugs & Cups", "Glaze", mug=18, espresso_cup=12, tumbler=14),
        *_ranges("Plates", "Glaze Size", dinner_plate=24, side_plate=16),
        *_ranges("Bowls", "Glaze Size", serving_bowl=38, pasta_bowl=22),
        *_ranges("Bowls", "Glaze", breakfast_bowl=17, dipping_dish=9),
        *_ranges("Vases", "Size", bud_vase=19, table_vase=42),
        *_ranges("Vases", "", floor_vase=120, moon_jar=95),
        *_ranges("Kitchen", "Glaze", butter_dish=34, milk_jug=21, teapot=58, spoon_rest=11),
        *_ranges("Planters", "Size Glaze", hanging_planter=36, herb_pot=15),
    ),
    option_values={
        "Glaze": ("Oatmeal", "Sea Green", "Ink Blue", "Iron Speckle"),
        "Size": ("Small", "Medium", "Large"),
        "Tile": _numbered("Pattern", 10),
        "Finish": ("Matt", "Satin", "Gloss"),
        "Pack": ("4 tiles", "8 tiles", "12 tiles", "24 tiles", "48 tiles"),
    },
    materials=("Hand-thrown stoneware", "Fine porcelain", "Wheel-thrown earthenware"),
    care=("Dishwasher and microwave safe.", "Wash by hand and dry with a soft cloth."),
    tags=("handmade", "stoneware", "tableware", "gift", "new-in", "small-batch"),
    large=Range("Made-to-Order Wall Tile", "Tiles", 28, ("Tile", "Finish", "Pack")),
    price_steps={"Size": 3, "Pack": 8},
)

OUTDOOR = Kind(
    vendor="Fell & Ford",
    sku_prefix="FF",
    company_digits="50345",
    series=tuple(
        "Scafell Helvellyn Cairn Ridgeway Ullswater Pennine Tarn Grisedale Summit Borrowdale "
        "Langdale Wainwright Hollow Traverse Skiddaw Kestrel".split()
    ),
    ranges=(
        *_ranges("Jackets", "Size Colour", waterproof_jacket=145, wind_shell=79),
        *_ranges("Base Layers", "Size Colour", merino_tee=48, long_sleeve_base_layer=56),
        *_ranges("Accessories", "Colour", beanie=22, neck_gaiter=16, dry_bag=14),
        *_ranges("Accessories", "Size", liner_gloves=19, hiking_socks=15),
        *_ranges("Packs", "Colour", day_pack=68, hip_pack=34),
        *_ranges("Camp Kitchen", "", camp_stove=52, titanium_spork=9, enamel_pot=26),
        *_ranges("Sleep", "Size", sleeping_bag=165, sleeping_mat=88),
        *_ranges("Tents", "Colour", two_person_tent=310, tarp=72),
        *_ranges("Lighting", "", head_torch=39, lantern=31),
    ),
    option_values={
        "Size": ("S", "M", "L"),
        "Colour": ("Bracken", "Slate Grey", "Tarn Blue", "Signal Orange"),
        "Shoe Size": _numbered("UK", 10),
        "Width": ("Narrow", "Standard", "Wide"),
        "Upper": ("Tan Leather", "Black Leather", "Olive Mesh", "Navy Mesh", "Grey Suede"),
    },
    materials=("Recycled ripstop nylon", "Merino wool", "Three-layer recycled polyester"),
    care=("Wash cool and reproof once a season.", "Air dry, away from direct heat."),
    tags=("hiking", "camping", "recycled", "waterproof", "new-in", "lightweight"),
    large=Range("Trail Boot", "Footwear", 155, ("Shoe Size", "Width", "Upper")),
    price_steps={},
)

CARDS = Kind(
    vendor="Bubbly",
    sku_prefix="BB",
    company_digits="50567",
    series=tuple("Confetti Meadow Stripe Botanical Starling Ribbon Festive Terrazzo".split()),
    ranges=(
        *_ranges("Cards", "Occasion", greeting_card=3, pop_up_card=6),
        *_ranges("Gift Wrap", "Pack", wrapping_paper=5, tissue_paper=4),
        *_ranges("Gift Wrap", "", gift_tag_set=4, ribbon_reel=5),
        *_ranges("Gift Bags", "Size", paper_gift_bag=4, bottle_bag=5),
    ),
    option_values={
        "Occasion": ("Birthday", "Thank You", "Congratulations", "Blank"),
        "Pack": ("2 sheets", "6 sheets", "12 sheets"),
        "Size": ("Small", "Medium", "Large"),
        "Name": _numbered("Design", 10),
        "Paper": ("Ivory", "Kraft", "White"),
        "Foil": ("None", "Gold", "Silver", "Copper", "Rose"),
    },
    materials=("FSC-certified card", "Recycled kraft paper", "Seeded paper"),
    care=("Recycle with household paper.", "Plant it, water it, wait for wild flowers."),
    tags=("gift", "recycled", "occasion", "stationery"),
    large=Range("Personalised Place Card", "Cards", 2, ("Name", "Paper", "Foil")),
    price_steps={"Size": 3, "Pack": 6},
)

TEXTILES = Kind(
    vendor="Moss & Thread",
    sku_prefix="MT",
    company_digits="50789",
    series=tuple("Hazel Fern Willow Heather Juniper Sorrel Clover Aspen".split()),
    ranges=(
        *_ranges("Throws", "Shade", wool_throw=85, cotton_blanket=58),
        *_ranges("Throws", "", patchwork_quilt=180),
        *_ranges("Table Linen", "Length", tablecloth=62),
        *_ranges("Table Linen", "", table_runner=32, tea_towel_set=18, oven_glove=14),
        *_ranges("Cushions", "Shade", linen_cushion=36),
        *_ranges("Cushions", "", floor_cushion=74),
    ),
    option_values={
        "Shade": ("Moss", "Oat", "Rust", "Dusk"),
        "Length": ("Short", "Medium", "Long"),
        "Width": _numbered("Width", 10),
        "Drop": ("Sill", "Floor", "Double height"),
        "Weave": ("Plain", "Twill", "Herringbone", "Waffle", "Slub"),
    },
    materials=("Stonewashed linen", "Undyed British wool", "Organic cotton"),
    care=("Wash at 30 degrees and dry in the shade.", "Shake out, air, and wash by hand."),
    tags=("woven", "natural-dye", "linen", "wool", "new-in", "gift"),
    large=Range("Made-to-Measure Curtain", "Curtains", 95, ("Width", "Drop", "Weave")),
    price_steps={"Length": 3, "Drop": 4},
)

KINDS = {"ceramics": CERAMICS, "outdoor": OUTDOOR, "cards": CARDS, "textiles": TEXTILES}
