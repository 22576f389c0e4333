// The web page of im2rec --report.
#ifndef IMREC_IM2REC_TOOL_PACK_PAGE_H_
#define IMREC_IM2REC_TOOL_PACK_PAGE_H_

#include <filesystem>
#include <string>
#include <vector>

#include <imrec/image_limits.h>

#include "im2rec/tool/arguments.h"
#include "im2rec/tool/pack_figures.h"
#include "im2rec/tool/pack_report.h"
#include "recordio/console/html_page.h"

namespace imrec::tool {

/// A page about the lists that one command packs.
class PackPage {
 public:
  explicit PackPage(const Arguments& arguments);

  /// Adds a packed list: counts, charts, and the skipped lines. Reads the images of the first lines
  /// of each reason, to show those that can be decoded.
  void Add(const PackedList& packed, const PackFigures& figures,
           const std::vector<std::string>& class_names);

  /// Returns true if no list was added.
  bool empty() const { return empty_; }

  std::string Finish() { return page_.Finish(); }

 private:
  void AddSkipped(const PackedList& packed);

  std::filesystem::path root_;
  ImageLimits limits_;
  console::HtmlPage page_;
  bool empty_ = true;
};

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_PACK_PAGE_H_
