#include "image/jpeg_library.h"

#include <algorithm>
#include <new>
#include <string>

#include <imrec/error.h>

namespace imrec::jpeg {
namespace {

ErrorManager& ManagerOf(j_common_ptr info) { return *reinterpret_cast<ErrorManager*>(info->err); }

void KeepMessage(j_common_ptr info) {
  ErrorManager& manager = ManagerOf(info);
  if (manager.first_message[0] == '\0') {
    manager.base.format_message(info, manager.first_message.data());
  }
}

[[noreturn]] void OnFatalError(j_common_ptr info) {
  ErrorManager& manager = ManagerOf(info);
  manager.first_message[0] = '\0';
  KeepMessage(info);
  std::longjmp(manager.jump, 1);
}

void OnMessage(j_common_ptr info, int level) {
  if (level >= 0) return;  // a trace message
  const int code = info->err->msg_code;
  // These two speak of unusual but whole files.
  if (code == JWRN_ADOBE_XFORM || code == JWRN_JFIF_MAJOR) return;
  KeepMessage(info);
  ManagerOf(info).corrupt = true;
}

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
}

void ThrowCorrupt(const ErrorManager& manager) {
  throw Error(ErrorCode::kCorruptData,
              "corrupt JPEG: " + std::string(manager.first_message.data()));
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
  // Not inside the handler: the jump would leave the exception alive.
  if (!grown) ERREXIT1(info, JERR_OUT_OF_MEMORY, 0);
  destination.OfferSpace();
  return TRUE;
}

void VectorDestination::End(j_compress_ptr info) {
  VectorDestination& destination = Of(info);
  destination.used_ = destination.bytes_.size() - destination.base_.free_in_buffer;
}

}  // namespace imrec::jpeg
