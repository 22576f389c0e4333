#include "voc/coco/coco_tables.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include <imrec/class_names.h>

namespace imrec {
namespace {

VocProblem OfCategory(const CocoFile& file, const CocoCategory& category, VocProblemKind kind,
                      std::string reason) {
  return {.kind = kind,
          .file = file.path,
          .item = VocItem::kCategory,
          .id = file.NameOf(category.id, category.position),
          .name = category.name,
          .reason = std::move(reason)};
}

VocProblem OfImage(const CocoFile& file, const CocoImage& image, VocProblemKind kind,
                   std::string reason) {
  return {.kind = kind,
          .file = file.path,
          .item = VocItem::kImage,
          .id = file.NameOf(image.id, image.position),
          .name = image.name,
          .reason = std::move(reason)};
}

// Returns the number of an id that is an integer or a string of digits.
std::optional<std::int64_t> NumberOf(const CocoFile& file, CocoId id) {
  if (id.kind == CocoId::Kind::kInteger) return id.value;
  if (id.kind == CocoId::Kind::kNone) return std::nullopt;
  std::string_view text = file.texts[id.value];
  if (text.starts_with('"')) text = text.substr(1, text.size() - 2);
  std::int64_t number = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (status != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::vector<const CocoCategory*> InOrder(const CocoFile& file) {
  std::vector<std::pair<std::int64_t, const CocoCategory*>> numbered;
  bool all_numbers = true;
  for (const CocoCategory& category : file.categories) {
    if (!category.usable) continue;
    const std::optional<std::int64_t> number = NumberOf(file, category.id);
    all_numbers = all_numbers && number.has_value();
    numbered.emplace_back(number.value_or(0), &category);
  }
  if (all_numbers) {
    std::ranges::stable_sort(numbered, {}, &std::pair<std::int64_t, const CocoCategory*>::first);
  }
  std::vector<const CocoCategory*> order;
  order.reserve(numbered.size());
  for (const auto& [number, category] : numbered) order.push_back(category);
  return order;
}

// Calls `group` with each run of `order` whose elements have the same id.
template <typename IdOf, typename Group>
void ForEachId(const std::vector<std::size_t>& order, const IdOf& id_of, const Group& group) {
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && id_of(order[end]) == id_of(order[begin])) ++end;
    group(begin, end);
    begin = end;
  }
}

// Returns the positions of the usable items, sorted by id. Equal ids stay in the order of the file.
template <typename Item, typename Usable>
std::vector<std::size_t> SortedById(const std::vector<Item>& items, const Usable& usable) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (usable(items[i])) order.push_back(i);
  }
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return items[i].id; });
  return order;
}

}  // namespace

CocoCategories::CocoCategories(const CocoFile& file, VocProblems& problems) {
  // The first category with each id.
  std::map<CocoId, const CocoCategory*> first_of;
  for (const CocoCategory& category : file.categories) {
    if (!category.usable) {
      name_of_[category.id] = {};
      continue;
    }
    const std::string name(TrimClassName(category.name));
    const auto [first, is_new] = first_of.try_emplace(category.id, &category);
    if (is_new) {
      const std::string fault = ClassNameFault(name);
      if (!fault.empty()) {
        problems.Add(OfCategory(file, category, VocProblemKind::kBadCategory,
                                "the name " + fault + "; its objects are left out"));
      }
      name_of_.try_emplace(category.id, fault.empty() ? name : std::string());
    } else if (TrimClassName(first->second->name) == name) {
      problems.Add(
          OfCategory(file, category, VocProblemKind::kRepeatedId, "occurs again; used once"));
    } else {
      problems.Add(OfCategory(file, category, VocProblemKind::kBadCategory,
                              "has the id of category " + Quoted(first->second->name) +
                                  " as well; the objects of both are left out"));
      name_of_[category.id].clear();
    }
  }
  std::map<std::string, const CocoCategory*> by_name;
  std::set<CocoId> done;
  for (const CocoCategory* category : InOrder(file)) {
    const std::string* name = Find(category->id);
    if (name == nullptr || !done.insert(category->id).second) continue;
    const auto [first, is_new] = by_name.try_emplace(*name, category);
    if (is_new) {
      names_.push_back(*name);
    } else {
      problems.Add(OfCategory(file, *category, VocProblemKind::kRepeatedClass,
                              "has the name of category " +
                                  file.NameOf(first->second->id, first->second->position) +
                                  "; both are one class"));
    }
  }
}

const std::string* CocoCategories::Find(CocoId id) const {
  const auto found = name_of_.find(id);
  return found == name_of_.end() || found->second.empty() ? nullptr : &found->second;
}

void LeaveOutRepeatedImages(CocoFile& file, VocProblems& problems) {
  std::vector<CocoImage>& images = file.images;
  const std::vector<std::size_t> order =
      SortedById(images, [](const CocoImage& image) { return image.usable; });
  // The images to report in the order of the file, each with another image that has its id; nullopt
  // if the two have the same name.
  std::vector<std::pair<std::size_t, std::optional<std::size_t>>> repeated;
  ForEachId(
      order, [&](std::size_t i) { return images[i].id; },
      [&](std::size_t begin, std::size_t end) {
        const std::size_t first = order[begin];
        const bool same =
            std::all_of(order.begin() + static_cast<std::ptrdiff_t>(begin),
                        order.begin() + static_cast<std::ptrdiff_t>(end),
                        [&](std::size_t i) { return images[i].name == images[first].name; });
        if (!same) repeated.emplace_back(first, order[begin + 1]);
        for (std::size_t i = begin + 1; i < end; ++i) {
          repeated.emplace_back(order[i], same ? std::nullopt : std::optional(first));
        }
      });
  std::ranges::sort(repeated);
  for (const auto& [i, other] : repeated) {
    CocoImage& image = images[i];
    problems.Add(
        other ? OfImage(file, image, VocProblemKind::kBadImage,
                        "has the id of image " + Quoted(images[*other].name) + " as well; left out")
              : OfImage(file, image, VocProblemKind::kRepeatedId, "is listed again; used once"));
    image.usable = false;
    if (!other) image.name.clear();
  }
  // Images without a name have been omitted before.
  std::erase_if(images, [](const CocoImage& image) { return image.name.empty(); });
}

void ReportStrayObjects(CocoFile& file, VocProblems& problems) {
  std::vector<CocoId> images;
  for (const CocoImage& image : file.images) images.push_back(image.id);
  std::ranges::sort(images);
  const auto has = [&](CocoId id) { return std::ranges::binary_search(images, id); };
  const auto problem_of = [&](const CocoObject& object, VocProblemKind kind, std::string reason) {
    return VocProblem{.kind = kind,
                      .file = file.path,
                      .item = VocItem::kAnnotation,
                      .id = file.NameOf(object.id, object.position),
                      .reason = std::move(reason)};
  };
  for (const CocoObject& object : file.objects) {
    if (has(object.image)) continue;
    problems.Add(problem_of(
        object, VocProblemKind::kUnknownImage,
        "is of image " + file.NameOf(object.image, 0) + ", which the file lacks; left out"));
  }
  const std::vector<std::size_t> order =
      SortedById(file.objects, [](const CocoObject& object) { return object.id.usable(); });
  ForEachId(
      order, [&](std::size_t i) { return file.objects[i].id; },
      [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin + 1; i < end; ++i) {
          const CocoObject& object = file.objects[order[i]];
          const std::optional<std::size_t> position =
              problems.Add(problem_of(object, VocProblemKind::kRepeatedId,
                                      "has the id of another annotation; both are used"));
          if (!position) continue;
          file.places.push_back(
              {.problem = *position, .image = object.image, .box = object.bounds()});
        }
      });
}

}  // namespace imrec
