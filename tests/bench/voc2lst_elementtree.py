"""What voc2lst does, as scripts do it: ElementTree, one file after the other.

Usage: voc2lst_elementtree.py VOC_ROOT OUT.lst
Sizes are taken from the XML, images are not looked at.
"""

import pathlib
import sys
import xml.etree.ElementTree as ElementTree

root = pathlib.Path(sys.argv[1])
annotations = []
for path in sorted((root / "Annotations").glob("*.xml")):
    tree = ElementTree.parse(path).getroot()
    width = float(tree.findtext("size/width"))
    height = float(tree.findtext("size/height"))
    objects = []
    for element in tree.iter("object"):
        box = element.find("bndbox")
        objects.append(
            (
                element.findtext("name"),
                (float(box.findtext("xmin")) - 1) / width,
                (float(box.findtext("ymin")) - 1) / height,
                float(box.findtext("xmax")) / width,
                float(box.findtext("ymax")) / height,
                int(element.findtext("difficult") or 0),
            )
        )
    annotations.append((path.stem, objects))

names = sorted({name for _, objects in annotations for name, *_ in objects})
numbers = {name: i for i, name in enumerate(names)}
with open(sys.argv[2], "w") as out:
    for index, (stem, objects) in enumerate(annotations):
        fields = [index, 2, 6]
        for name, *values in objects:
            fields += [numbers[name], *values]
        out.write("\t".join(map(str, fields)) + f"\tJPEGImages/{stem}.jpg\n")
