// Resamples images that are stored as YCbCr planes.
#ifndef IMREC_IMAGE_INTERNAL_YCBCR_RESAMPLE_H_
#define IMREC_IMAGE_INTERNAL_YCBCR_RESAMPLE_H_

#include <memory>
#include <span>

#include <imrec/resample_filter.h>

#include "image/internal/resample.h"
#include "image/internal/ycbcr_part.h"

namespace imrec {

class YcbcrToRgbRows;

/// Produces the outputs of a Resampler for the same image in RGB. Working memory is reused from
/// call to call. Not thread-safe; a moved-from object may only be assigned to or destroyed.
class YcbcrResampler {
 public:
  YcbcrResampler();
  YcbcrResampler(YcbcrResampler&&) noexcept;
  YcbcrResampler& operator=(YcbcrResampler&&) noexcept;
  ~YcbcrResampler();

  /// `pixels` must be prepared for the image in RGB, and `part` must contain its SourceWindow().
  /// Both must outlive the calls of ResampleRows().
  void Prepare(Resampler& pixels, const YcbcrPart& part, ChromaResampling how);

  /// As Resampler::ResampleRows(): writes red, green and blue planes. Rows should be requested from
  /// top to bottom, so that converted rows can be reused.
  void ResampleRows(int y, int count, AxisRange outputs, std::span<float> planes);

 private:
  void ResamplePixels(int y, int count, AxisRange outputs, std::span<float> planes);
  void ResampleSamples(int y, int count, AxisRange outputs, std::span<float> planes);

  Resampler* pixels_ = nullptr;
  const YcbcrPart* part_ = nullptr;
  ChromaResampling how_ = ChromaResampling::kAsPixels;
  std::unique_ptr<YcbcrToRgbRows> rgb_rows_;
  Resampler luma_;
  Resampler chroma_;
};

}  // namespace imrec

#endif  // IMREC_IMAGE_INTERNAL_YCBCR_RESAMPLE_H_
