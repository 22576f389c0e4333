#include "image/jpeg/jpeg_library.h"

#include <algorithm>
#include <new>
#include <string>

#include <imrec/error.h>

#include "image/internal/codec_versions.h"

// A macro that is not a string; the inner one is needed to expand it.
#define IMREC_TEXT_OF(text) #text
#define IMREC_EXPANDED_TEXT_OF(macro) IMREC_TEXT_OF(macro)

namespace imrec {

std::string JpegLibraryVersion() { return IMREC_EXPANDED_TEXT_OF(LIBJPEG_TURBO_VERSION); }

}  // namespace imrec

namespace imrec::jpeg {
namespace {

ErrorManager& ManagerOf(j_common_ptr info) { return *reinterpret_cast<ErrorManager*>(info->err); }

void KeepMessage(j_common_ptr info) {
  ErrorManager& manager = ManagerOf(info);
  if (manager.first_message[0] == '\0') {
    manager.base.format_message(info, manager.first_message.data());
  }
}

// Returns true if libjpeg has decoded all MCUs of the current scan.
bool IsAfterScan(const jpeg_decompress_struct& info) {
  return info.input_scan_number > 0 && info.input_iMCU_row >= info.total_iMCU_rows;
}

[[noreturn]] void OnFatalError(j_common_ptr info) {
  ErrorManager& manager = ManagerOf(info);
  if (!manager.limit_exceeded) {
    manager.first_message[0] = '\0';
    KeepMessage(info);
  }
  manager.fatal_code = info->err->msg_code;
  manager.fatal_after_scan =
      info->is_decompressor != FALSE && IsAfterScan(*reinterpret_cast<j_decompress_ptr>(info));
  std::longjmp(manager.jump, 1);
}

// Returns true if the bytes that libjpeg has skipped before a marker of the header are zeros. Other
// bytes may be a segment whose own marker is damaged.
bool IsHeaderPadding(const jpeg_decompress_struct& info, ErrorManager& manager) {
  // At the end of the file, libjpeg has replaced the source by a marker of its own.
  if (manager.end_missing || manager.corrupt) return false;
  const auto skipped = static_cast<std::ptrdiff_t>(info.err->msg_parm.i[0]);
  const JOCTET* const end = info.src->next_input_byte;
  if (!std::all_of(end - skipped, end, [](JOCTET byte) { return byte == 0; })) return false;
  manager.header_padded = true;
  return true;
}

// Returns true for a warning that may affect no pixels; JudgeScans() decides that at the end. With
// arithmetic coding the end of the data is not marked, and decoders continue with zeros. A
// truncated file then looks like one without an end marker, and extra bytes may have been decoded.
bool MayBeHarmless(jpeg_decompress_struct& info, ErrorManager& manager) {
  switch (info.err->msg_code) {
    case JWRN_JPEG_EOF:
      // The Huffman decoders read ahead. If bits are really missing, they warn again.
      if (info.arith_code != FALSE && !IsAfterScan(info)) return false;
      manager.end_missing = true;
      return true;
    case JWRN_EXTRANEOUS_DATA:
      if (info.input_scan_number == 0) return IsHeaderPadding(info, manager);
      if (info.arith_code != FALSE || !IsAfterScan(info)) return false;
      if (manager.extra_bytes_scan == 0) {
        manager.extra_bytes_scan = info.input_scan_number;
        manager.base.format_message(reinterpret_cast<j_common_ptr>(&info),
                                    manager.extra_bytes_message.data());
      }
      return true;
    case JWRN_NOT_SEQUENTIAL:
      // Some encoders write zeros where a sequential scan has no parameters; they are not used.
      return info.Ss == 0 && info.Se == 0 && info.Ah == 0 && info.Al == 0;
    default:
      return false;
  }
}

void OnMessage(j_common_ptr info, int level) {
  if (level >= 0) return;  // a trace message
  const int code = info->err->msg_code;
  // These two are about unusual but undamaged files.
  if (code == JWRN_ADOBE_XFORM || code == JWRN_JFIF_MAJOR) return;
  ErrorManager& manager = ManagerOf(info);
  if (info->is_decompressor != FALSE &&
      MayBeHarmless(*reinterpret_cast<j_decompress_ptr>(info), manager)) {
    return;
  }
  KeepMessage(info);
  manager.corrupt = true;
}

// Returns true if a component has no scan or, in a progressive file, if a refinement scan is
// missing.
bool LacksScans(const jpeg_decompress_struct& info) {
  for (int c = 0; c < info.num_components; ++c) {
    if (info.progressive_mode == FALSE) {
      if (info.comp_info[c].quant_table == nullptr) return true;
      continue;
    }
    if (info.coef_bits == nullptr) return true;
    const int* bits = info.coef_bits[c];
    if (std::any_of(bits, bits + DCTSIZE2, [](int b) { return b != 0; })) return true;
  }
  return false;
}

// Returns true if the file may be undamaged, but libjpeg cannot decode it.
bool IsUnsupported(int code) {
  return code == JERR_BAD_PRECISION || code == JERR_SOF_UNSUPPORTED ||
         code == JERR_CONVERSION_NOTIMPL || code == JERR_FRACT_SAMPLE_NOTIMPL ||
         code == JERR_CCIR601_NOTIMPL || code == JERR_IMAGE_TOO_BIG;
}

constexpr const char* kEndMissing = "Premature end of JPEG file";

constexpr std::size_t kFirstOutputSize = std::size_t{1} << 16;

}  // namespace

void InstallErrorManager(ErrorManager& manager) {
  jpeg_std_error(&manager.base);
  manager.base.error_exit = OnFatalError;
  manager.base.emit_message = OnMessage;
}

void ClearReports(ErrorManager& manager) {
  manager.first_message[0] = '\0';
  manager.corrupt = false;
  manager.limit_exceeded = false;
  manager.fatal_code = 0;
  manager.fatal_after_scan = false;
  manager.end_missing = false;
  manager.extra_bytes_scan = 0;
  manager.header_padded = false;
}

void ThrowReported(const ErrorManager& manager) {
  const std::string message(manager.first_message.data());
  if (manager.limit_exceeded) throw Error(ErrorCode::kLimitExceeded, message);
  if (manager.fatal_code == JERR_OUT_OF_MEMORY) {
    throw Error(ErrorCode::kIo, "libjpeg is out of memory");
  }
  if (IsUnsupported(manager.fatal_code)) {
    throw Error(ErrorCode::kUnsupported, "unsupported JPEG (" + message + ")");
  }
  // If the data ended early, report that rather than its first consequence.
  throw Error(ErrorCode::kCorruptData,
              "corrupt JPEG: " +
                  (manager.corrupt && manager.end_missing ? std::string(kEndMissing) : message));
}

void JudgeScans(const jpeg_decompress_struct& info, ErrorManager& manager) {
  const bool between =
      manager.extra_bytes_scan != 0 && manager.extra_bytes_scan < info.input_scan_number;
  if (between && !manager.corrupt) manager.first_message = manager.extra_bytes_message;
  if (between || (manager.end_missing && LacksScans(info))) manager.corrupt = true;
}

std::string NoteOf(const ErrorManager& manager) {
  if (manager.end_missing) return "the end marker is missing";
  if (manager.extra_bytes_scan != 0) return "bytes between the last MCU and the end marker";
  if (manager.header_padded) return "zeros between the segments of the header";
  return {};
}

VectorDestination::VectorDestination(jpeg_compress_struct& info, std::vector<std::byte>& bytes)
    : bytes_(bytes) {
  bytes_.resize(std::max(bytes_.capacity(), kFirstOutputSize));
  base_.init_destination = Start;
  base_.empty_output_buffer = Grow;
  base_.term_destination = End;
  info.dest = &base_;
  info.client_data = this;
}

VectorDestination& VectorDestination::Of(j_compress_ptr info) {
  return *static_cast<VectorDestination*>(info->client_data);
}

void VectorDestination::OfferSpace() {
  base_.next_output_byte = reinterpret_cast<JOCTET*>(bytes_.data() + used_);
  base_.free_in_buffer = bytes_.size() - used_;
}

void VectorDestination::Start(j_compress_ptr info) { Of(info).OfferSpace(); }

boolean VectorDestination::Grow(j_compress_ptr info) {
  VectorDestination& destination = Of(info);
  destination.used_ = destination.bytes_.size();
  bool grown = true;
  try {
    destination.bytes_.resize(destination.used_ * 2);
  } catch (const std::bad_alloc&) {
    grown = false;
  }
  // Not within the handler, because the jump would leak the exception.
  if (!grown) ERREXIT1(info, JERR_OUT_OF_MEMORY, 0);
  destination.OfferSpace();
  return TRUE;
}

void VectorDestination::End(j_compress_ptr info) {
  VectorDestination& destination = Of(info);
  destination.used_ = destination.bytes_.size() - destination.base_.free_in_buffer;
}

}  // namespace imrec::jpeg
