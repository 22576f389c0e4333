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
  /// Resampled as they are, and turned into colours afterwards: less work. Where no colour was
  /// clipped to 0..255 it is the same within a level; where some were, what was clipped stays in.
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

  /// As Resampler::ResampleRows(), with `y` going up from call to call: red, green and blue planes,
  /// 0..255.
  void ResampleRows(int y, int count, OutputRange outputs, std::span<float> planes);

 private:
  void ResamplePixels(int y, int count, OutputRange outputs, std::span<float> planes);
  void ResampleSamples(int y, int count, OutputRange outputs, std::span<float> planes);

  Resampler* pixels_ = nullptr;
  const YcbcrPart* part_ = nullptr;
  ChromaResampling how_ = ChromaResampling::kAsPixels;
  std::unique_ptr<RgbRows> rgb_rows_;
  Resampler luma_;
  Resampler chroma_;
};

}  // namespace imrec

#endif  // IMREC_YCBCR_RESAMPLE_H_
