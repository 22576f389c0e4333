#include "voc/annotation_table.h"

#include <algorithm>
#include <utility>

#include <imrec/class_names.h>

namespace imrec {

std::uint32_t AnnotationTable::ImageNamed(std::string_view name, std::uint64_t line) {
  while (name.starts_with("./") && name.size() > 2) name.remove_prefix(2);
  // Rows with backslashes and with slashes may mean the same image.
  std::string key(name);
  std::ranges::replace(key, '\\', '/');
  const auto known = image_numbers_.find(key);
  if (known != image_numbers_.end()) return known->second;
  const auto number = static_cast<std::uint32_t>(images.size());
  image_numbers_.emplace(std::move(key), number);
  images.push_back({.name = std::string(name), .subset = {}, .size = {}, .line = line});
  return number;
}

std::optional<std::uint32_t> AnnotationTable::AddImage(Image image, std::string_view task) {
  std::string key = image.name;
  for (const std::string_view part : {std::string_view(image.subset), task}) {
    key += '\0';
    key += part;
  }
  const auto number = static_cast<std::uint32_t>(images.size());
  if (!image_numbers_.emplace(std::move(key), number).second) return std::nullopt;
  images.push_back(std::move(image));
  return number;
}

void AnnotationTable::Add(std::string_view label, Object object, VocProblems& problems) {
  const std::string_view name = TrimClassName(label);
  auto known = label_numbers_.find(name);
  if (known == label_numbers_.end()) {
    if (const std::string fault = ClassNameFault(name); !fault.empty()) {
      Report({.kind = VocProblemKind::kBadClass,
              .file = file,
              .line = object.line,
              .item = VocItem::kImage,
              .id = images[object.image].name,
              .reason = "the class " + Quoted(label) + ' ' + fault + "; left out"},
             object.image, object.box, problems);
      return;
    }
    known = label_numbers_.emplace(name, static_cast<std::uint32_t>(labels.size())).first;
    labels.emplace_back(name);
  }
  object.label = known->second;
  objects.push_back(object);
}

void AnnotationTable::Report(VocProblem problem, std::uint32_t image,
                             const std::optional<VocBox>& box, VocProblems& problems) {
  if (const std::optional<std::size_t> position = problems.Add(std::move(problem))) {
    places.push_back({.problem = *position, .image = image, .box = box});
  }
}

}  // namespace imrec
