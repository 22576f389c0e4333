#include "im2rec/tool/report/line_report.h"

#include "im2rec/tool/arguments/arguments.h"
#include "recordio/console/console.h"

namespace imrec::tool {

void LineReport::Say(std::uint64_t line, const std::string& text) const {
  console::Say(kToolName, list_ + ':' + std::to_string(line) + ": " + text);
}

void LineReport::Add(const SkippedLine& line) {
  if (++skipped_ > kShown) return;
  Say(line.line, (line.path.empty() ? "skipped: " : "skipped " + line.path + ": ") + line.reason);
}

void LineReport::Add(const BadLabel& label) {
  if (++labels_ > kShown) return;
  Say(label.line, "label of " + label.path + ": " + label.reason);
}

void LineReport::Finish(const BadLabelCounts& labels) const {
  if (skipped_ > kShown) {
    console::Say(kToolName, list_ + ": skipped " + console::WithThousands(skipped_ - kShown) +
                                " more; all are in " + table_);
  }
  if (labels.lines > kShown) {
    console::Say(kToolName, list_ + ": " + console::Counted(labels.lines - kShown, "more line") +
                                " with invalid labels");
  }
  if (labels.pixel_boxes > 0) {
    console::Say(kToolName, list_ + ": the boxes of " +
                                console::Counted(labels.pixel_boxes, "line") +
                                " look like pixels; divide them by the image's width and "
                                "height (voc2lst does)");
  }
}

}  // namespace imrec::tool
