// A page to look through records and their variants, with a filter by class.
#ifndef IMREC_READER_TOOL_PREVIEW_PREVIEW_PAGE_H_
#define IMREC_READER_TOOL_PREVIEW_PREVIEW_PAGE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <imrec/label_layout.h>
#include <nlohmann/json.hpp>

#include "reader/tool/preview/preview_sample.h"

namespace imrec::tool {

/// Writes DIR/index.html, last, and the pictures beside it. Needs no network. Files of other names
/// in DIR stay as they are.
class PreviewPage {
 public:
  /// Makes DIR if there is none. `kind` is that of the labels. Throws Error(kIo).
  PreviewPage(std::filesystem::path directory, std::string title, std::string summary,
              LabelKind kind);

  void Add(const PreviewRecord& record);
  std::filesystem::path Finish();

 private:
  std::string NameOf(std::uint64_t key);
  nlohmann::ordered_json VariantJson(const PreviewRecord& record, const PreviewVariant& variant,
                                     const std::string& name);
  nlohmann::ordered_json BoxesJson(const std::vector<LabelledBox>& boxes);
  std::string WritePicture(const Image& image, const std::string& name) const;
  nlohmann::ordered_json ClassesJson(const PreviewRecord& record);
  std::size_t ClassIndex(const std::string& name, std::size_t class_id);

  std::filesystem::path directory_;
  bool detection_;
  nlohmann::ordered_json page_;
  std::map<std::uint64_t, std::size_t> uses_;  // of keys, for the names of pictures
  std::vector<std::string> class_names_;       // of those met, in the order of the page
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_PREVIEW_PREVIEW_PAGE_H_
