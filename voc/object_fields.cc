#include <algorithm>
#include <array>

#include <imrec/error.h>
#include <imrec/voc_list.h>

namespace imrec {
namespace {

struct NamedField {
  std::string_view name;
  VocField field;
};
constexpr std::array kFields = {NamedField{"difficult", VocField::kDifficult},
                                NamedField{"truncated", VocField::kTruncated},
                                NamedField{"occluded", VocField::kOccluded}};

}  // namespace

std::vector<VocField> ParseVocFields(std::string_view text) {
  std::vector<VocField> fields;
  if (text == "none") return fields;
  while (true) {
    const std::size_t comma = text.find(',');
    const std::string_view name = text.substr(0, comma);
    const auto* known = std::ranges::find(kFields, name, &NamedField::name);
    if (known == std::end(kFields)) {
      throw Error(
          ErrorCode::kInvalidArgument,
          "object fields must be difficult, truncated, occluded (with commas between) or none, "
          "not '" +
              std::string(name) + "'");
    }
    fields.push_back(known->field);
    if (comma == std::string_view::npos) return fields;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace imrec
