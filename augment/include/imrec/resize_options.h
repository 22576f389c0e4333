// Options for resizing the crop window to the network's input.
#ifndef IMREC_RESIZE_OPTIONS_H_
#define IMREC_RESIZE_OPTIONS_H_

#include <array>
#include <vector>

#include <imrec/image.h>
#include <imrec/resample_filter.h>

namespace imrec {

/// How the window fits into the output, whose shape is fixed. Only kWarp changes the aspect ratio.
enum class ResizeMode {
  kWarp,         // to the output's shape (Caffe's WARP, MXNet's force)
  kShorterEdge,  // fills the output; the excess is cut off, see CutPosition (Caffe's
                 // FIT_SMALL_SIZE, to a fixed shape)
  kLetterbox,    // the whole window, in the middle (Caffe's FIT_LARGE_SIZE_AND_PAD)
  kFit,          // the whole window, at the top left (MXNet's fit)
  kShrink,       // the same, but never enlarged (MXNet's shrink)
  kCut,          // fills the output, not scaled unless the window is too small; the excess is cut
                 // off. Pixels stay as they are unless the window was cropped between pixels
};

/// Which part of the window is left where kShorterEdge and kCut cut off the excess.
enum class CutPosition {
  kCenter,
  kRandom,  // any, by whole pixels of the output (MXNet's rand_crop)
};

/// How the shown window becomes an image of the output size.
struct ResizeOptions {
  ImageSize output = {.width = 300, .height = 300};
  ResizeMode mode = ResizeMode::kWarp;
  // kShorterEdge: the length of the shorter edge of the window before the cut, at least the longer
  // edge of the output; 0: the minimum that fills the output.
  int shorter_edge = 0;
  CutPosition cut = CutPosition::kCenter;
  std::array<float, 3> pad = {0, 0, 0};  // RGB around the window, 0..255; never distorted
  // A random one is used for each sample. All but kNearest are low-pass filters when they shrink.
  std::vector<ResampleFilter> filter = {ResampleFilter::kTriangle};

  // Decoders that can shrink images at no cost (JPEG: to 1/2, 1/4 or 1/8) do so if the window then
  // still has at least this many times the pixels of the output along both axes. With 2 or more,
  // the difference is small (over 38 dB on photographs); 1 is fastest, and sharper.
  double decode_ratio = 2;

  // How to resample chroma that is stored with fewer samples than pixels; see ChromaResampling.
  ChromaResampling chroma = ChromaResampling::kAsPixels;

  friend bool operator==(const ResizeOptions&, const ResizeOptions&) = default;
};

}  // namespace imrec

#endif  // IMREC_RESIZE_OPTIONS_H_
