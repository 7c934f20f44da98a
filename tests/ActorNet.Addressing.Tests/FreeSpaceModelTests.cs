using CsCheck;

namespace ActorNet.Addressing.Tests;

/// <summary>
/// Random sequences of operations, compared after every step with <see cref="NaiveSpace"/>. The universes have 64 cells, so that
/// prefixes meet, merge and split all the time; they lie at both ends and in the middle of both families' address widths.
/// </summary>
public class FreeSpaceModelTests
{
    private const int Depth = 6;

    private static readonly Gen<Step[]> Steps =
        Gen.Select(Gen.Enum<Operation>(), Gen.Int[0, Depth], Gen.Int[0, 63]).Select((operation, depth, position) =>
            new Step(operation, depth, position)).Array[1, 60];

    private enum Operation
    {
        Add,
        AddHalf,
        Quarantine,
        QuarantineHalf,
        EndQuarantine,
        Take,
        Allocate,
        AllocateSmall,
    }

    [Theory]
    [InlineData("10.1.2.0/24", 30)]
    [InlineData("10.0.0.64/26", 32)]
    [InlineData("0.0.0.0/0", 6)]
    [InlineData("fd77:1:2::/48", 54)]
    [InlineData("fd77::/60", 66)]
    [InlineData("fd77::40/122", 128)]
    [InlineData("::/0", 6)]
    public void Every_operation_does_what_the_naive_model_does(string text, int cellLength)
    {
        var universe = Prefix.Parse(text);
        var cellsOf = NaiveSpace.CellsOfAll(universe, cellLength);
        Steps.Sample(
            steps =>
            {
                var space = new FreeSpace(universe.Family);
                var model = new NaiveSpace(universe, cellLength, cellsOf);
                foreach (var step in steps)
                {
                    Apply(step, universe, space, model);
                    Compare(universe, cellLength, space, model);
                }

                for (var length = 0; length <= Generate.Width(universe); length++)
                    Same(model.Fit(length), space.Fit(length));
            },
            iter: 300);
    }

    [Fact]
    public void A_space_rebuilt_from_what_it_enumerates_goes_on_as_the_original_would()
    {
        var universe = Prefix.Parse("10.1.2.0/24");
        var cellsOf = NaiveSpace.CellsOfAll(universe, 30);
        Gen.Select(Steps, Steps).Sample((before, after) =>
        {
            var space = new FreeSpace(universe.Family);
            var model = new NaiveSpace(universe, 30, cellsOf);
            foreach (var step in before)
                Apply(step, universe, space, model);

            var rebuilt = new FreeSpace(universe.Family);
            foreach (var prefix in space.Free)
                rebuilt.Add(prefix);
            foreach (var prefix in space.Quarantined)
                rebuilt.Quarantine(prefix);

            foreach (var step in after)
                Apply(step, universe, rebuilt, model);
            Compare(universe, 30, rebuilt, model);
        });
    }

    private static void Apply(Step step, Prefix universe, FreeSpace space, NaiveSpace model)
    {
        var length = universe.Length + step.Depth;
        var prefix = universe.Subprefix((UInt128)(step.Position >> (Depth - step.Depth)), length);
        var half = step.Depth < Depth ? prefix.Left : prefix;
        switch (step.Operation)
        {
            case Operation.Add:
                Assert.Equal(model.Add(prefix), Succeeds(() => space.Add(prefix)));
                break;
            case Operation.AddHalf:
                Assert.Equal(model.Add(half), Succeeds(() => space.Add(half)));
                break;
            case Operation.Quarantine:
                Assert.Equal(model.Quarantine(prefix), Succeeds(() => space.Quarantine(prefix)));
                break;
            case Operation.QuarantineHalf:
                Assert.Equal(model.Quarantine(half), Succeeds(() => space.Quarantine(half)));
                break;
            case Operation.EndQuarantine:
                Assert.Equal(model.EndQuarantine(prefix), space.EndQuarantine(prefix));
                break;
            case Operation.Take:
                Assert.Equal(model.TryTake(prefix), space.TryTake(prefix));
                break;
            case Operation.Allocate:
                Allocate(length, space, model);
                break;
            case Operation.AllocateSmall:
                Allocate(universe.Length + Depth, space, model);
                break;
        }
    }

    private static void Allocate(int length, FreeSpace space, NaiveSpace model)
    {
        var expected = model.Find(length);
        Assert.Equal(expected is not null, space.TryAllocate(length, out var allocated));
        if (expected is not { } prefix)
            return;

        Assert.Equal(prefix, allocated);
        Assert.True(model.TryTake(prefix));
    }

    private static void Compare(Prefix universe, int cellLength, FreeSpace space, NaiveSpace model)
    {
        Assert.Equal(model.Free, space.Free);
        Assert.Equal(model.Quarantined, space.Quarantined);
        Same(model.Free.Count() + model.Quarantined.Count(), space.Count);
        Same(space.Count == 0, space.IsEmpty);
        Same(model.FreeAddresses, space.FreeAddresses);
        Same(model.QuarantinedAddresses, space.QuarantinedAddresses);

        for (var length = universe.Length; length <= cellLength; length++)
        {
            Same(model.Fit(length), space.Fit(length));
            Same(model.FindFree(length), space.TryFindFree(length, out var free) ? free : (Prefix?)null);
            Same(model.Find(length), space.TryFind(length, out var found) ? found : (Prefix?)null);
        }

        ComparePart(universe, cellLength, space, model);
        if (universe.Length == 0)
            return;

        Assert.False(space.Contains(universe.Parent));
        Assert.False(space.IsFree(universe.Parent));
        Assert.False(space.Overlaps(universe.Buddy));
        Same(!space.IsEmpty, space.Overlaps(universe.Parent));
    }

    private static void ComparePart(Prefix prefix, int cellLength, FreeSpace space, NaiveSpace model)
    {
        Same(model.Contains(prefix), space.Contains(prefix));
        Same(model.IsFree(prefix), space.IsFree(prefix));
        Same(model.Overlaps(prefix), space.Overlaps(prefix));
        if (prefix.Length == cellLength)
            return;

        ComparePart(prefix.Left, cellLength, space, model);
        ComparePart(prefix.Right, cellLength, space, model);
    }

    // Assert.Equal alone, called tens of millions of times, takes longer than everything that is tested.
    private static void Same<T>(T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            Assert.Equal(expected, actual);
    }

    private static bool Succeeds(Action operation)
    {
        try
        {
            operation();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private sealed record Step(Operation Operation, int Depth, int Position);
}
