#include "image/internal/jpeg_transcode.h"

#include <algorithm>
#include <string_view>

#include <imrec/error.h>

#include "image/internal/image_checks.h"
#include "image/jpeg/jpeg_library.h"
#include "image/jpeg/jpeg_limits.h"

namespace imrec {

using jpeg::CeilDivide;
using jpeg::Guarded;
using jpeg::JudgeScans;
using jpeg::ThrowReported;

namespace {

constexpr unsigned kMaxMarker = 0xFFFF;

bool StartsWith(const jpeg_marker_struct& marker, std::string_view name) {
  return marker.data_length >= name.size() &&
         std::equal(name.begin(), name.end(), marker.data,
                    [](char a, JOCTET b) { return static_cast<JOCTET>(a) == b; });
}

// Returns true for markers that libjpeg writes itself.
bool IsWrittenByLibrary(const jpeg_marker_struct& marker, const jpeg_compress_struct& output) {
  return (output.write_JFIF_header != FALSE && marker.marker == JPEG_APP0 &&
          StartsWith(marker, std::string_view("JFIF\0", 5))) ||
         (output.write_Adobe_marker != FALSE && marker.marker == JPEG_APP0 + 14 &&
          StartsWith(marker, "Adobe"));
}

int McusPerRow(const jpeg_decompress_struct& info) {
  int widest = 1;
  for (int c = 0; c < info.num_components; ++c) {
    widest = std::max(widest, info.comp_info[c].h_samp_factor);
  }
  // With one component an MCU is one block, whatever its sampling factors are.
  if (info.num_components == 1) widest = 1;
  return CeilDivide(static_cast<int>(info.image_width), widest * DCTSIZE);
}

// Returns true for a progressive file in which scans that refine low frequencies are missing. Some
// decoders smooth the blocks of such files, but not those of sequential files.
bool IsIncomplete(const jpeg_decompress_struct& info) {
  if (info.progressive_mode == FALSE || info.coef_bits == nullptr) return false;
  constexpr int kSmoothedFrequencies = 10;
  for (int c = 0; c < info.num_components; ++c) {
    const int* bits = info.coef_bits[c];
    if (std::any_of(bits, bits + kSmoothedFrequencies, [](int b) { return b != 0; })) return true;
  }
  return false;
}

// Returns true if a scan redefines a quantisation table that an earlier scan has used. Files of one
// scan have one table for each number.
bool RedefinesTables(const jpeg_decompress_struct& info) {
  for (int c = 0; c < info.num_components; ++c) {
    const JQUANT_TBL* used = info.comp_info[c].quant_table;
    const JQUANT_TBL* last = info.quant_tbl_ptrs[info.comp_info[c].quant_tbl_no];
    if (used == nullptr || last == nullptr) continue;
    if (!std::ranges::equal(used->quantval, last->quantval)) return true;
  }
  return false;
}

}  // namespace

class JpegTranscoder::Codec {
 public:
  explicit Codec(const ImageLimits& limits) : limits_(limits), watch_(limits) {
    ValidateImageLimits(limits);
    jpeg::InstallErrorManager(input_errors_);
    input_.err = &input_errors_.base;
    jpeg::InstallErrorManager(output_errors_);
    output_.err = &output_errors_.base;
    Guarded(output_errors_, output(), [&] { jpeg_create_compress(&output_); });
  }
  Codec(const Codec&) = delete;
  Codec& operator=(const Codec&) = delete;
  ~Codec() {
    jpeg_destroy_compress(&output_);
    jpeg_destroy_decompress(&input_);
  }

  bool Transcode(std::span<const std::byte> encoded, JpegLayout layout,
                 std::vector<std::byte>& result) {
    try {
      return TranscodeOnce(encoded, layout, result);
    } catch (const Error& error) {
      if (!input_errors_.fatal_after_scan || input_errors_.corrupt) throw;
      // The image may be complete without the bytes after the last complete scan.
      try {
        return TranscodeOnce(watch_.WithoutTail(encoded), layout, result);
      } catch (const Error&) {
        throw error;
      }
    }
  }

 private:
  jpeg_common_struct* input() { return reinterpret_cast<jpeg_common_struct*>(&input_); }
  jpeg_common_struct* output() { return reinterpret_cast<jpeg_common_struct*>(&output_); }

  bool TranscodeOnce(std::span<const std::byte> encoded, JpegLayout layout,
                     std::vector<std::byte>& result) {
    try {
      ReadHeader(encoded);
      unsigned restart_interval = 0;
      if (layout == JpegLayout::kCropReady) {
        restart_interval = static_cast<unsigned>(RestartIntervalFor(McusPerRow(input_)));
      }
      const bool done_already = IsLaidOut(layout, restart_interval);
      jvirt_barray_ptr* coefficients = nullptr;
      if (!done_already) coefficients = ReadCoefficients();
      if (done_already || IsIncomplete(input_) || RedefinesTables(input_)) {
        jpeg_abort_decompress(&input_);
        return false;
      }
      Write(coefficients, restart_interval);
    } catch (...) {
      jpeg_abort_decompress(&input_);
      throw;
    }
    result.swap(written_);
    return true;
  }

  void ReadHeader(std::span<const std::byte> encoded) {
    if (encoded.empty()) throw Error(ErrorCode::kCorruptData, "the image is empty (0 bytes)");
    jpeg::ClearReports(input_errors_);
    jpeg::ClearReports(output_errors_);
    // Create a new struct for each image, so that no tables of the previous image remain.
    jpeg_destroy_decompress(&input_);
    Guarded(input_errors_, input(), [&] {
      jpeg_create_decompress(&input_);
      watch_.Install(input_);
      jpeg_save_markers(&input_, JPEG_COM, kMaxMarker);
      for (int i = 0; i < 16; ++i) jpeg_save_markers(&input_, JPEG_APP0 + i, kMaxMarker);
      jpeg_mem_src(&input_, reinterpret_cast<const unsigned char*>(encoded.data()), encoded.size());
      jpeg_read_header(&input_, TRUE);
    });
    jpeg::CheckSize(input_, limits_);
    has_jfif_ = input_.saw_JFIF_marker;
    has_adobe_ = input_.saw_Adobe_marker;
    last_of_header_ = input_.marker_list;
    while (last_of_header_ != nullptr && last_of_header_->next != nullptr) {
      last_of_header_ = last_of_header_->next;
    }
  }

  jvirt_barray_ptr* ReadCoefficients() {
    jvirt_barray_ptr* coefficients = nullptr;
    Guarded(input_errors_, input(), [&] {
      coefficients = jpeg_read_coefficients(&input_);
      JudgeScans(input_, input_errors_);
    });
    if (input_errors_.corrupt) ThrowReported(input_errors_);
    return coefficients;
  }

  bool IsLaidOut(JpegLayout layout, unsigned restart_interval) {
    // With too many blocks for one scan, no other layout is possible.
    int blocks = 0;
    for (int c = 0; c < input_.num_components; ++c) {
      blocks += input_.comp_info[c].h_samp_factor * input_.comp_info[c].v_samp_factor;
    }
    if (input_.num_components > 1 && blocks > D_MAX_BLOCKS_IN_MCU) return true;
    const bool sequential = input_.progressive_mode == FALSE && input_.arith_code == FALSE &&
                            jpeg_has_multiple_scans(&input_) == FALSE;
    return sequential &&
           (layout == JpegLayout::kBaseline || input_.restart_interval == restart_interval);
  }

  void Write(jvirt_barray_ptr* coefficients, unsigned restart_interval) {
    written_.clear();
    jpeg::VectorDestination destination(output_, written_);
    Guarded(output_errors_, output(), [&] {
      jpeg_copy_critical_parameters(&input_, &output_);
      output_.optimize_coding = TRUE;
      output_.arith_code = FALSE;
      // Decoders determine the colour space from these markers, so keep them as they are.
      output_.write_JFIF_header = has_jfif_;
      output_.write_Adobe_marker = has_adobe_;
      output_.restart_interval = restart_interval;
      jpeg_write_coefficients(&output_, coefficients);
      CopyMarkers();
      jpeg_finish_compress(&output_);
    });
    Guarded(input_errors_, input(), [&] { jpeg_finish_decompress(&input_); });
    destination.Finish();
  }

  // Decoders know only the markers before the first scan. Of those that follow it, comments alone
  // may be moved there; others would tell of another colour space or orientation.
  void CopyMarkers() {
    bool in_header = last_of_header_ != nullptr;
    for (const jpeg_marker_struct* marker = input_.marker_list; marker != nullptr;
         marker = marker->next) {
      const bool is_copied =
          in_header ? !IsWrittenByLibrary(*marker, output_) : marker->marker == JPEG_COM;
      if (is_copied) {
        jpeg_write_marker(&output_, marker->marker, marker->data, marker->data_length);
      }
      in_header = in_header && marker != last_of_header_;
    }
  }

  const ImageLimits limits_;
  jpeg::ScanWatch watch_;
  jpeg_decompress_struct input_{};
  jpeg_compress_struct output_{};
  // What the header has, up to the first scan.
  boolean has_jfif_ = FALSE;
  boolean has_adobe_ = FALSE;
  const jpeg_marker_struct* last_of_header_ = nullptr;  // null: none
  jpeg::ErrorManager input_errors_{};
  jpeg::ErrorManager output_errors_{};
  std::vector<std::byte> written_;
};

JpegTranscoder::JpegTranscoder(const ImageLimits& limits)
    : codec_(std::make_unique<Codec>(limits)) {}
JpegTranscoder::JpegTranscoder(JpegTranscoder&&) noexcept = default;
JpegTranscoder& JpegTranscoder::operator=(JpegTranscoder&&) noexcept = default;
JpegTranscoder::~JpegTranscoder() = default;

bool JpegTranscoder::Transcode(std::span<const std::byte> encoded, JpegLayout layout,
                               std::vector<std::byte>& result) {
  return codec_->Transcode(encoded, layout, result);
}

int RestartIntervalFor(int mcus_per_row) {
  // A row must have several intervals, and each takes about two bytes.
  const int fewest = mcus_per_row < 64 ? 4 : 8;
  for (int interval = fewest; interval < mcus_per_row; ++interval) {
    if (mcus_per_row % interval == 0) return interval;
  }
  return mcus_per_row;
}

}  // namespace imrec
