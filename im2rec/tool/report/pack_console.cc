#include "im2rec/tool/report/pack_console.h"

#include <imrec/error.h>

#include "im2rec/tool/arguments/arguments.h"
#include "im2rec/tool/report/skip_reasons.h"
#include "recordio/console/console.h"

namespace imrec::tool {

void Notes::Say(const std::string& list, const std::string& text) {
  constexpr std::uint64_t kShownLists = 3;
  Kind& kind = kinds_[WithoutNumbers(text)];
  if (kind.lists == 0 || kind.last_list != list) ++kind.lists;
  kind.last_list = list;
  if (kind.lists <= kShownLists) {
    console::Say(kToolName, "note: " + text);
  } else if (!kind.is_cut) {
    console::Say(kToolName, "note: and so on for more lists");
    kind.is_cut = true;
  }
}

PackConsole::PackConsole(const std::string& list, const std::filesystem::path& table,
                         console::ProgressMode mode, Notes& notes)
    : name_(std::filesystem::path(list).filename().string()),
      mode_(mode),
      report_(list, table),
      notes_(notes) {}

PackObserver PackConsole::Observer() {
  return {.on_skip =
              [this](const SkippedLine& line) {
                Wipe();
                report_.Add(line);
              },
          .on_bad_label = [this](const BadLabel& label) { report_.Add(label); },
          .on_progress =
              [this](std::uint64_t done, std::uint64_t total) {
                if (!progress_) progress_.emplace(name_ + next_, total, mode_);
                progress_->Update(done);
              },
          .on_upload = [this](std::uint64_t sent, std::uint64_t total) { ShowUpload(sent, total); },
          .on_wait = [this] { StopIfSignalled(); },
          .on_message =
              [this](const std::string& text) {
                Wipe();
                notes_.Say(name_, text);
              }};
}

void PackConsole::EndProgress(const std::string& next) {
  progress_.reset();
  held_.reset();
  next_ = next;
}

void PackConsole::Finish(const BadLabelCounts& labels) {
  EndProgress();
  report_.Finish(labels);
}

void PackConsole::ShowUpload(std::uint64_t sent, std::uint64_t total) {
  constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;
  if (!held_) {
    held_.emplace();
    progress_.emplace(name_ + next_ + ", MiB sent:", total / kMiB, mode_);
  }
  if (progress_) progress_->Update(sent / kMiB);
  StopIfSignalled();
}

void PackConsole::StopIfSignalled() const {
  if (!held_ || !held_->HaveArrived()) return;
  throw Error(ErrorCode::kIo, "the upload was stopped by a signal");
}

void PackConsole::Wipe() {
  if (progress_) progress_->Wipe();
}

}  // namespace imrec::tool
