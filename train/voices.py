"""The synthetic speakers: espeak-ng's voice variants, split into training, validation and test speakers."""

import random

# Variants whose names differ only by a number are relatives; a family never spans two sets.
FAMILIES = """
Alex | Alicia | Andrea | Andy | Annie | AnxiousAndy | Demonic | Denis | Diogo | Gene Gene2 | Henrique | Hugo | Jacky
Lee | Marco | Mario | Michael | Mike | Mr serious | Nguyen | RicishayMax RicishayMax2 RicishayMax3 | Storm | Tweaky
UniRobot | adam | anika anikaRobot | announcer | antonio | aunty | belinda | benjamin | boris | caleb | croak | david
ed | edward edward2 | f1 | f2 | f3 | f4 | f5 | fast | grandma | grandpa | gustave | iven iven2 iven3 iven4 | john
kaukovalta | klatt klatt2 klatt3 klatt4 klatt5 klatt6 | linda | m1 | m2 | m3 | m4 | m5 | m6 | m7 | m8 | marcelo | max
michel | miguel | norbert | pablo | paul | pedro | quincy | rob | robert
robosoft robosoft2 robosoft3 robosoft4 robosoft5 robosoft6 robosoft7 robosoft8 | sandro | shelby | steph steph2 steph3
travis | victor | whisper | whisperf | zac
"""

TEST_VOICES = 25
VALIDATION_VOICES = 10


def families():
    names = [part for line in FAMILIES.strip().splitlines() for part in line.split("|")]
    return [[name.strip()] if name.strip() == "Mr serious" else name.split() for name in names]


def split(seed=1):
    """{"test": [...], "validation": [...], "train": [...]}: variant names, whole families drawn in a seeded order.

    Families of more than two are for training only, so that no family makes up much of a test.
    """
    order = families()
    random.Random(seed).shuffle(order)
    sets = {"test": [], "validation": [], "train": []}
    for family in order:
        for name, size in (("test", TEST_VOICES), ("validation", VALIDATION_VOICES), ("train", 1000)):
            if len(sets[name]) + len(family) <= size and (len(family) <= 2 or name == "train"):
                sets[name] += family
                break
    return sets


def speakers():
    """Every variant name in a fixed order: its place is the number stored as the speaker of a recording."""
    return sorted(name for family in families() for name in family)
