#include "im2rec/tool/pack_console.h"

#include "im2rec/tool/arguments.h"
#include "recordio/console/console.h"

namespace imrec::tool {

PackConsole::PackConsole(const std::string& list, const std::filesystem::path& table,
                         console::ProgressMode mode)
    : name_(std::filesystem::path(list).filename().string()), mode_(mode), report_(list, table) {}

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
          .on_message =
              [this](const std::string& text) {
                Wipe();
                console::Say(kToolName, "note: " + text);
              }};
}

void PackConsole::EndProgress(const std::string& next) {
  progress_.reset();
  next_ = next;
}

void PackConsole::Finish(const BadLabelCounts& labels) {
  EndProgress();
  report_.Finish(labels);
}

void PackConsole::Wipe() {
  if (progress_) progress_->Wipe();
}

}  // namespace imrec::tool
