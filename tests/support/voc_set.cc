#include "tests/support/voc_set.h"

#include "tests/support/files.h"

namespace imrec::test {
namespace {

std::string Element(const std::string& name, int value) {
  return '<' + name + '>' + std::to_string(value) + "</" + name + '>';
}

}  // namespace

std::string VocObjectXml(const std::string& name, int xmin, int ymin, int xmax, int ymax,
                         const std::string& more) {
  return "<object><name>" + name + "</name><bndbox>" + Element("xmin", xmin) +
         Element("ymin", ymin) + Element("xmax", xmax) + Element("ymax", ymax) + "</bndbox>" +
         more + "</object>\n";
}

void WriteVocXml(const std::filesystem::path& root, const std::string& stem, ImageSize size,
                 const std::vector<std::string>& objects) {
  std::string xml = "<annotation>\n<filename>" + stem + ".jpg</filename>\n<size>" +
                    Element("width", size.width) + Element("height", size.height) + "</size>\n";
  for (const std::string& object : objects) xml += object;
  WriteFile(root / "Annotations" / (stem + ".xml"), xml + "</annotation>\n");
}

void WriteVocSample(const std::filesystem::path& root, const std::string& stem, ImageSize size,
                    const std::vector<std::string>& objects) {
  WriteVocXml(root, stem, size, objects);
  WriteFile(root / "JPEGImages" / (stem + ".jpg"), MakeJpeg(size));
}

}  // namespace imrec::test
