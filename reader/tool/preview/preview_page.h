// A web page for browsing records and their variants, with a filter by class.
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

/// Writes the pictures and then DIR/index.html, which needs no network. Other files in DIR are not
/// changed.
class PreviewPage {
 public:
  /// Creates DIR if it does not exist. `kind` is that of the labels. Throws Error(kIo).
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
  std::map<std::uint64_t, std::size_t>
      uses_;                              // number of records per key, for the names of pictures
  std::vector<std::string> class_names_;  // of the classes that occur, in the order of the page
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_PREVIEW_PREVIEW_PAGE_H_
