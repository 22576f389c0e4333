// The web page of im2rec --report.
#ifndef IMREC_IM2REC_TOOL_REPORT_PACK_PAGE_H_
#define IMREC_IM2REC_TOOL_REPORT_PACK_PAGE_H_

#include <string>
#include <vector>

#include "im2rec/tool/arguments/arguments.h"
#include "im2rec/tool/report/bad_label_kinds.h"
#include "im2rec/tool/report/line_problems.h"
#include "im2rec/tool/report/pack_figures.h"
#include "im2rec/tool/report/pack_report.h"
#include "recordio/console/html_page.h"

namespace imrec::tool {

/// What was collected for the page while a list was packed.
struct PackedContents {
  PackFigures figures = {};
  BadLabelKinds bad_labels = {};
};

/// A page about the lists that one command packs.
class PackPage {
 public:
  explicit PackPage(const Arguments& arguments);

  /// Adds a packed list: counts, charts, the lines with invalid labels, and the skipped lines.
  /// Reads the images of the first lines of each reason, to show those that can be decoded.
  void Add(const PackedList& packed, const PackedContents& contents,
           const std::vector<std::string>& class_names);

  /// Returns true if no list was added.
  bool empty() const { return empty_; }
  /// Returns true if all lists that were added had been packed before.
  bool nothing_packed() const { return !packed_; }

  std::string Finish() { return page_.Finish(); }

 private:
  void AddBadLabels(const PackedList& packed, const BadLabelKinds& kinds);
  void AddSkipped(const PackedList& packed);

  ProblemSections problems_;
  console::HtmlPage page_;
  bool empty_ = true;
  bool packed_ = false;
};

}  // namespace imrec::tool

#endif  // IMREC_IM2REC_TOOL_REPORT_PACK_PAGE_H_
