// How the crop window becomes the network's input.
#ifndef IMREC_RESIZE_OPTIONS_H_
#define IMREC_RESIZE_OPTIONS_H_

#include <array>
#include <vector>

#include <imrec/image.h>
#include <imrec/resample.h>
#include <imrec/ycbcr_resample.h>

namespace imrec {

/// Outputs have a fixed shape; only kWarp changes the window's.
enum class ResizeMode {
  kWarp,         // to the output's shape (Caffe's WARP, MXNet's force)
  kShorterEdge,  // fills the output, and what stands out is cut, half on each side (Caffe's
                 // FIT_SMALL_SIZE, to a fixed shape)
  kLetterbox,    // the whole window, in the middle (Caffe's FIT_LARGE_SIZE_AND_PAD)
  kFit,          // the whole window, at the top left (MXNet's fit)
  kShrink,       // the same, but never enlarged (MXNet's shrink)
};

struct ResizeOptions {
  ImageSize output = {.width = 300, .height = 300};
  ResizeMode mode = ResizeMode::kWarp;
  // kShorterEdge: the length that the window's shorter edge gets before the cut, at least the
  // output's longer edge; 0: as short as fills the output.
  int shorter_edge = 0;
  std::array<float, 3> pad = {0, 0, 0};  // RGB around the window, 0..255; never distorted
  // One is taken at random for each sample; all but kNearest filter when they shrink.
  std::vector<ResampleFilter> filters = {ResampleFilter::kTriangle};

  // Decoders that can shrink images at no cost (JPEG: to a half, a quarter or an eighth) do so as
  // long as the window keeps this many times the output's pixels, along both axes. From 2 on the
  // filter hides the difference (over 38 dB on photographs); 1 is fastest, and sharper.
  double decode_ratio = 2;

  // What to do with chroma that files hold with fewer samples than pixels; see ChromaResampling.
  ChromaResampling chroma = ChromaResampling::kAsPixels;

  friend bool operator==(const ResizeOptions&, const ResizeOptions&) = default;
};

}  // namespace imrec

#endif  // IMREC_RESIZE_OPTIONS_H_
