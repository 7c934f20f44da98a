using ActorNet.Histories.Journal;
using ActorNet.Histories.Operations;
using ActorNet.Histories.Recording;

namespace ActorNet.Histories.Watching;

/// <summary>
/// Each watcher saw every change of the journal, once, in order, also across reconnects and resumes; a snapshot was what the store had at its
/// revision; and in the end the view equals the store (I14, S5). What came after the journal was read is not looked at.
/// </summary>
public static class WatchCompleteness
{
    /// <summary>All that was missing, doubled, out of order or wrong.</summary>
    /// <param name="history">What came to the watchers.</param>
    /// <param name="journal">What was to come.</param>
    /// <param name="pool">The pool that they watch.</param>
    public static IReadOnlyList<string> Check(IReadOnlyList<HistoryEvent> history, JournalContents journal, string pool)
    {
        LeaseStep[] store = [.. LeaseChanges.Of(journal, pool)];
        return
        [
            .. history.OfType<Watched>()
                .GroupBy(step => step.Watcher)
                .SelectMany(steps => new CheckedWatcher(steps.Key, store).Follow(steps.TakeWhile(step => step.Revision <= journal.End))),
        ];
    }

    /// <summary>One watcher, beside what it should know.</summary>
    private sealed class CheckedWatcher(string name, LeaseStep[] store)
    {
        private readonly StoreView view = new();
        private readonly StoreView expected = new();
        private readonly List<string> violations = [];
        private int next;
        private long revision;
        private bool isComplete;
        private bool isInSnapshot;
        private bool isStopped;

        public List<string> Follow(IEnumerable<Watched> steps)
        {
            foreach (var step in steps)
            {
                Take(step);
            }

            if (!isStopped)
            {
                Advance(long.MaxValue, "the end");
                Compare("at the end");
            }

            return violations;
        }

        private void Take(Watched step)
        {
            switch (step.Step)
            {
                case WatchStep.Resume:
                    Resume(step);
                    break;
                case WatchStep.Resync:
                    (isComplete, isInSnapshot) = (false, false);
                    break;
                case WatchStep.SnapshotBegin:
                    Require(step.Revision >= revision, $"a snapshot goes back from {revision} to {step.Revision}");
                    view.Clear();
                    isInSnapshot = true;
                    break;
                case WatchStep.SnapshotEnd:
                    (isInSnapshot, isComplete) = (false, true);
                    SkipTo(step.Revision);
                    Compare($"after the snapshot at {step.Revision}");
                    break;
                case WatchStep.Put when isInSnapshot:
                    view.Put(LeaseOf(step));
                    break;
                case WatchStep.Put or WatchStep.Delete:
                    Change(new LeaseStep(step.Revision, step.Step == WatchStep.Put, LeaseOf(step)));
                    break;
                case WatchStep.Progress:
                    Require(step.Revision >= revision, $"progress goes back from {revision} to {step.Revision}");
                    Advance(step.Revision, $"progress to {step.Revision}");
                    break;
                case WatchStep.Stopped:
                    isStopped = true;
                    break;
            }
        }

        private static StoredLease LeaseOf(Watched step) => new(step.Node, step.Epoch, step.Subnets);

        /// <summary>Half a snapshot is worth nothing; and whoever begins at 0 may ask a replica that knows less.</summary>
        private void Resume(Watched step)
        {
            isComplete &= !isInSnapshot && step.Revision > 0;
            isInSnapshot = false;
            Require(step.Revision == 0 || (isComplete && step.Revision <= revision), $"it resumes from {step.Revision} and knows everything up to {(isComplete ? revision : 0)}");
            if (step.Revision == 0)
            {
                (next, revision) = (0, 0);
                expected.Clear();
            }
        }

        private void Change(LeaseStep step)
        {
            Require(isComplete, $"{step} comes before a complete snapshot");
            if (step.Revision <= revision)
            {
                Require(false, $"{step} comes after {revision}");
                return;
            }

            Advance(step.Revision - 1, step.ToString());
            var due = next < store.Length ? store[next] : null;
            if (due?.Revision == step.Revision)
            {
                expected.Apply(due);
                next++;
            }

            Require(
                due is not null && (due.Revision, due.IsPut, due.Lease.Node, due.Lease.Epoch) == (step.Revision, step.IsPut, step.Lease.Node, step.Lease.Epoch) && due.Lease.Subnets.SequenceEqual(step.Lease.Subnets),
                $"{step} came, and the journal has {due?.ToString() ?? "nothing more"}");
            view.Apply(step);
            revision = step.Revision;
        }

        /// <summary>Whoever knows everything up to a revision must have been shown it.</summary>
        private void Advance(long to, string before)
        {
            for (; next < store.Length && store[next].Revision <= to; next++)
            {
                Require(!isComplete, $"{store[next]} is missing before {before}");
                expected.Apply(store[next]);
            }

            revision = Math.Max(revision, to);
        }

        private void SkipTo(long to)
        {
            for (; next < store.Length && store[next].Revision <= to; next++)
            {
                expected.Apply(store[next]);
            }

            revision = Math.Max(revision, to);
        }

        private void Compare(string when)
        {
            foreach (var difference in view.DifferencesFrom(expected))
            {
                Require(false, $"{when}: {difference}");
            }
        }

        private void Require(bool isSo, string otherwise)
        {
            if (!isSo)
            {
                violations.Add($"{name}: {otherwise}");
            }
        }
    }
}
