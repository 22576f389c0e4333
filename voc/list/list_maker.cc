#include "voc/list/list_maker.h"

#include <map>
#include <utility>

#include "recordio/internal/mutex.h"
#include "recordio/internal/parallel_for.h"
#include "voc/list/list_builder.h"

namespace imrec {
namespace {

// Collects the problems of samples in sample order, although samples finish in any order. Stores
// those of a sample only until all earlier samples are finished.
class OrderedProblems {
 public:
  explicit OrderedProblems(VocProblems& all) : all_(all) {}

  void Put(std::size_t sample, VocProblems problems) {
    const MutexLock lock(mutex_);
    waiting_.emplace(sample, std::move(problems));
    for (; !waiting_.empty() && waiting_.begin()->first == next_; ++next_) {
      all_.Append(std::move(waiting_.begin()->second));
      waiting_.erase(waiting_.begin());
    }
  }

 private:
  Mutex mutex_;
  VocProblems& all_ IMREC_GUARDED_BY(mutex_);
  std::size_t next_ IMREC_GUARDED_BY(mutex_) = 0;
  std::map<std::size_t, VocProblems> waiting_ IMREC_GUARDED_BY(mutex_);
};

}  // namespace

ListMaker::ListMaker(const VocListOptions& options, const OnProgress& on_progress, VocList& list)
    : options_(options),
      on_progress_(on_progress),
      list_(list),
      classes_(options.classes, !options.classes.empty() && !options.add_unknown_classes) {}

VocSampleLoader ListMaker::LoaderOf(const VocRoot& root) {
  return {options_, classes_, images_, images_.Add(root.images), VocSetPath(root, options_.set)};
}

void ListMaker::Load(std::size_t count, const LoadSample& load) {
  const std::size_t before = samples_.size();
  samples_.resize(before + count);
  const auto sample = samples_.begin() + static_cast<std::ptrdiff_t>(before);
  OrderedProblems ordered(list_.problems);
  ParallelFor(
      count, options_.threads,
      [&](std::size_t i) {
        VocProblems problems;
        CheckedSample& loaded = sample[static_cast<std::ptrdiff_t>(i)];
        loaded = load(i, problems);
        problems.SetImage(loaded.image);
        // Of an omitted sample only the image is needed.
        if (loaded.annotated && loaded.image.empty()) loaded = {};
        ordered.Put(i, std::move(problems));
      },
      [&](std::size_t done) {
        if (on_progress_) on_progress_(done, count);
      });
}

void ListMaker::AddUnannotated(bool whole_folders) {
  if (!whole_folders) {
    for (const CheckedSample& sample : samples_) {
      if (!sample.annotated && !sample.image.empty()) ++list_.unannotated;
    }
    return;
  }
  const std::vector<std::filesystem::path> images = images_.Untaken();
  list_.unannotated = images.size();
  if (!options_.take_unannotated) return;
  Load(images.size(), [&](std::size_t i, VocProblems& problems) {
    return CheckUnannotated(images[i].string(), problems);
  });
}

CheckedSample ListMaker::CheckUnannotated(const std::string& image, VocProblems& problems) {
  return imrec::CheckUnannotated(image, options_, classes_, problems);
}

void ListMaker::Finish(bool whole_folders) {
  AddUnannotated(whole_folders);
  LeaveOutSharedImages(samples_, list_.problems);
  BuildList(samples_, classes_, options_, list_);
}

}  // namespace imrec
