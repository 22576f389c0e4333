// Resampling pictures that come as brightness and colour differences.
#ifndef IMREC_YCBCR_RESAMPLE_H_
#define IMREC_YCBCR_RESAMPLE_H_

#include <memory>
#include <span>

#include <imrec/resample.h>
#include <imrec/ycbcr_part.h>

namespace imrec {

class RgbRows;

/// How planes that have fewer samples than pixels become colours.
enum class ChromaResampling {
  /// Enlarged to pixels and turned into colours row by row, as decoders do, then resampled: bit by
  /// bit what resampling the decoded picture gives.
  kAsPixels,
  /// Resampled as they are, and turned into colours afterwards: less work. Apart from rounding (1.4
  /// levels at most) it is the same where no colour of the source is clipped to 0..255; where some
  /// are, they are clipped after resampling, not before.
  kAsStored,
};

/// Gives what a Resampler gives of the same picture in RGB. Working memory is reused from call to
/// call. Not thread-safe.
class YcbcrResampler {
 public:
  YcbcrResampler();
  YcbcrResampler(YcbcrResampler&&) noexcept;
  YcbcrResampler& operator=(YcbcrResampler&&) noexcept;
  ~YcbcrResampler();

  /// `pixels` is prepared for the picture in RGB, of which `part` holds SourceWindow(). Both must
  /// outlive the calls of ResampleRows().
  void Prepare(Resampler& pixels, const YcbcrPart& part, ChromaResampling how);

  /// As Resampler::ResampleRows(): red, green and blue planes. Rows are best asked for from the
  /// first to the last.
  void ResampleRows(int y, int count, AxisRange outputs, std::span<float> planes);

 private:
  void ResamplePixels(int y, int count, AxisRange outputs, std::span<float> planes);
  void ResampleSamples(int y, int count, AxisRange outputs, std::span<float> planes);

  Resampler* pixels_ = nullptr;
  const YcbcrPart* part_ = nullptr;
  ChromaResampling how_ = ChromaResampling::kAsPixels;
  std::unique_ptr<RgbRows> rgb_rows_;
  Resampler luma_;
  Resampler chroma_;
};

}  // namespace imrec

#endif  // IMREC_YCBCR_RESAMPLE_H_
