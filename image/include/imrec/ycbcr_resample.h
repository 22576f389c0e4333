// Resampling pictures that come as brightness and colour differences.
#ifndef IMREC_YCBCR_RESAMPLE_H_
#define IMREC_YCBCR_RESAMPLE_H_

#include <span>

#include <imrec/resample.h>
#include <imrec/ycbcr_part.h>

namespace imrec {

/// Gives what a Resampler gives of the same picture in RGB, but resamples each plane as it is and
/// turns the result into colours, instead of enlarging chroma and turning all of the source into
/// colours first. Working memory is reused from call to call. Not thread-safe.
class YcbcrResampler {
 public:
  /// `pixels` is prepared for the picture in RGB, of which `part` holds SourceWindow(). Both must
  /// outlive the calls of ResampleRows().
  void Prepare(const Resampler& pixels, const YcbcrPart& part);

  /// As Resampler::ResampleRows(): red, green and blue planes, 0..255.
  void ResampleRows(int y, int count, OutputRange outputs, std::span<float> planes);

 private:
  const YcbcrPart* part_ = nullptr;
  Resampler luma_;
  Resampler chroma_;
};

}  // namespace imrec

#endif  // IMREC_YCBCR_RESAMPLE_H_
