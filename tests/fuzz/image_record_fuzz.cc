// Any bytes as the payload of an image record.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <imrec/detection_label.h>
#include <imrec/error.h>
#include <imrec/image_record.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const imrec::ImageRecordView record(std::as_bytes(std::span(data, size)));
    std::vector<float> labels;
    record.CopyLabels(labels);
    if (!imrec::DetectionLabelView::Problem(labels).empty()) return 0;
    const imrec::DetectionLabelView label(labels);
    for (std::size_t i = 0; i < label.object_count(); ++i) imrec::IsEmptyObject(label.object(i));
  } catch (const imrec::Error&) {
  }
  return 0;
}
