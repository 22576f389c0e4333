// What the labels of many records have in common.
#ifndef IMREC_RECORDIO_LABEL_SURVEY_H_
#define IMREC_RECORDIO_LABEL_SURVEY_H_

#include <cstddef>
#include <span>
#include <vector>

#include <imrec/manifest.h>

namespace imrec {

class LabelSurvey {
 public:
  /// Adds a record; its payload need not be an image record.
  void Add(std::span<const std::byte> payload);

  LabelLayout Layout() const;

 private:
  void AddDetection();

  LabelLayout layout_;
  bool any_ = false;
  bool all_images_ = true;
  bool all_detections_ = true;
  std::vector<float> labels_;
};

}  // namespace imrec

#endif  // IMREC_RECORDIO_LABEL_SURVEY_H_
