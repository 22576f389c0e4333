#include "reader/tool/annotations/voc_xml.h"

#include <algorithm>
#include <optional>

#include <imrec/detection_label.h>
#include <tinyxml2.h>

#include "reader/tool/annotations/voc_corner.h"
#include "reader/tool/class_id.h"
#include "reader/tool/input_class_names.h"

namespace imrec::tool {
namespace {

using tinyxml2::XMLDocument;
using tinyxml2::XMLElement;

XMLElement& Child(XMLElement& parent, const char* name) {
  return *parent.InsertNewChildElement(name);
}

void AddText(XMLElement& parent, const char* name, const std::string& text) {
  Child(parent, name).SetText(text.c_str());
}

void AddBox(XMLElement& parent, std::span<const float> object, ImageSize size) {
  const VocEnds x = VocEndsOf(object[1], object[3], size.width);
  const VocEnds y = VocEndsOf(object[2], object[4], size.height);
  XMLElement& box = Child(parent, "bndbox");
  AddText(box, "xmin", x.min);
  AddText(box, "ymin", y.min);
  AddText(box, "xmax", x.max);
  AddText(box, "ymax", y.max);
}

// Unlike on screen, classes without a name must not join those that are named as their numbers.
std::string UniqueName(const std::vector<std::string>& names, float label) {
  const std::optional<std::uint32_t> id = ClassIdOf(label);
  return id && *id >= names.size() ? NameOfNumber(names, *id) : ClassName(names, label);
}

void AddObject(XMLElement& root, std::span<const float> object, const VocSource& source,
               const std::vector<std::string>& class_names,
               const std::vector<std::string>& fields) {
  XMLElement& element = Child(root, "object");
  AddText(element, "name", UniqueName(class_names, object[0]));
  AddText(element, "pose", "Unspecified");
  const std::span<const float> extra = object.subspan(DetectionLabelView::kMinObjectWidth);
  for (std::size_t i = 0; i < std::min(fields.size(), extra.size()); ++i) {
    AddText(element, fields[i].c_str(), extra[i] != 0 ? "1" : "0");
  }
  AddBox(element, object, source.size);
}

}  // namespace

std::string VocXml(const VocSource& source, const std::vector<std::string>& class_names,
                   const std::vector<std::string>& fields) {
  XMLDocument document;
  XMLElement& root = *document.NewElement("annotation");
  document.InsertEndChild(&root);
  AddText(root, "folder", "JPEGImages");
  AddText(root, "filename", source.filename);
  XMLElement& size = Child(root, "size");
  AddText(size, "width", std::to_string(source.size.width));
  AddText(size, "height", std::to_string(source.size.height));
  AddText(size, "depth", std::to_string(source.channels));
  AddText(root, "segmented", "0");
  const DetectionLabelView label(source.labels);
  for (std::size_t i = 0; i < label.object_count(); ++i) {
    if (!IsEmptyObject(label.object(i))) {
      AddObject(root, label.object(i), source, class_names, fields);
    }
  }
  tinyxml2::XMLPrinter printer;
  document.Print(&printer);
  return printer.CStr();
}

}  // namespace imrec::tool
