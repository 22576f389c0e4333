// How images are resampled.
#ifndef IMREC_RESAMPLE_FILTER_H_
#define IMREC_RESAMPLE_FILTER_H_

namespace imrec {

/// The filter kernel. When shrinking, all kernels but kNearest are widened by the scale.
enum class ResampleFilter {
  kTriangle,  // bilinear
  kNearest,   // the pixel that contains the centre
  kBox,       // area averaging
  kCubic,     // cubic convolution (R. Keys, IEEE Trans. ASSP 29(6), 1981), a = -0.75 as in OpenCV
  kLanczos,   // Lanczos with four lobes: sinc(x) * sinc(x / 4)
};

/// The order of resampling and colour conversion.
enum class ChromaResampling {
  /// Enlarges chroma to pixels and converts to RGB, as decoders do, then resamples. The result is
  /// bit-identical to resampling the decoded image.
  kAsPixels,
  /// Resamples the stored planes, then converts to RGB, which is less work. If no colour of the
  /// source is clipped to 0..255, the result differs by at most 1.4 levels, because of rounding.
  /// Otherwise colours are clipped after resampling instead of before.
  kAsStored,
};

}  // namespace imrec

#endif  // IMREC_RESAMPLE_FILTER_H_
