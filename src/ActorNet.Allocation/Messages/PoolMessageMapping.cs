using ActorNet.Allocation.Identity;
using ActorNet.Allocation.Persistence;
using ActorNet.Allocation.Pools;
using Reply = ActorNet.Allocation.Messages.Wire.PoolAnswer.ReplyOneofCase;

namespace ActorNet.Allocation.Messages;

/// <summary>Questions about pools and their answers, to and from the wire.</summary>
internal static class PoolMessageMapping
{
    public static Wire.CreatePool ToWire(CreatePool create) =>
        new() { Spec = create.Spec.ToWire(), ValidateOnly = create.ValidateOnly, OnlyFirst = create.OnlyFirst };

    public static CreatePool FromWire(Wire.CreatePool wire) => new(wire.Spec.Required().FromWire(), wire.ValidateOnly) { OnlyFirst = wire.OnlyFirst };

    public static Wire.ChangePool ToWire(ChangePool change) => new() { Spec = change.Spec.ToWire(), ValidateOnly = change.ValidateOnly };

    public static ChangePool FromWire(Wire.ChangePool wire) => new(wire.Spec.Required().FromWire(), wire.ValidateOnly);

    public static Wire.DeletePool ToWire(DeletePool delete) => new() { Name = delete.Name.Value, Generation = delete.Generation };

    public static DeletePool FromWire(Wire.DeletePool wire) => new(new PoolName(wire.Name), wire.Generation);

    public static Wire.DescribePool ToWire(DescribePool describe) => new() { Name = describe.Name.Value };

    public static DescribePool FromWire(Wire.DescribePool wire) => new(new PoolName(wire.Name));

    public static Wire.PoolAnswer ToWire(PoolAnswer answer)
    {
        var wire = new Wire.PoolAnswer { Position = answer.Position.ToWire() };
        switch (answer.Reply)
        {
            case PoolIsThere there:
                wire.There = new() { Spec = there.Spec.ToWire(), CreatedAtTicks = there.CreatedAt.UtcTicks };
                break;
            case PoolNotFound missing:
                wire.NotFound = missing.Name.Value;
                break;
            case PoolAlreadyExists existing:
                wire.AlreadyExists = existing.Existing.ToWire();
                break;
            case PoolOverlap overlap:
                wire.Overlap = new() { Cidr = overlap.Cidr.ToWire(), OtherPool = overlap.OtherPool.Value, OtherCidr = overlap.OtherCidr.ToWire() };
                break;
            case TooManyPools tooMany:
                wire.TooManyLimit = tooMany.Limit;
                break;
            case PoolGone gone:
                wire.Gone = gone.Name.Value;
                break;
            case SelectorTie tie:
                wire.SelectorTie = new()
                {
                    Selector = { tie.Selector.ToWire() },
                    OtherPool = tie.OtherPool.Value,
                    OtherSelector = { tie.OtherSelector.ToWire() },
                };
                break;
            case ChangeOutdated outdated:
                wire.Outdated = new() { PlannedVersion = outdated.PlannedVersion, CurrentVersion = outdated.CurrentVersion };
                break;
            case ChangeNotPossible notPossible:
                wire.NotPossible = new()
                {
                    Problems = { notPossible.Problems.Select(problem => new Wire.FieldProblem { Field = problem.Field, Description = problem.Description }) },
                };
                break;
            case CidrInUse cidrInUse:
                wire.CidrInUse = new() { Cidr = cidrInUse.Cidr.ToWire(), InTheWay = cidrInUse.InTheWay?.ToWire() };
                break;
            case PoolIsClosing closing:
                wire.Closing = closing.Name.Value;
                break;
            case PoolInUse inUse:
                wire.InUse = new() { Held = inUse.Held, Some = { inUse.Some.Select(node => node.Value) } };
                break;
            case PoolQueueFull:
                wire.QueueFull = new();
                break;
            case PoolOutcomeUnknown:
                wire.OutcomeUnknown = new();
                break;
            case var other when ReservationMessageMapping.TryWrite(other, wire):
                break;
            default:
                throw new ArgumentException($"{answer.Reply.GetType().Name} is not sent by the coordinator", nameof(answer));
        }

        return wire;
    }

    public static PoolAnswer FromWire(Wire.PoolAnswer wire) => new(
        wire.ReplyCase switch
        {
            Reply.There => new PoolIsThere(wire.There.Spec.Required().FromWire(), new DateTimeOffset(wire.There.CreatedAtTicks, TimeSpan.Zero)),
            Reply.NotFound => new PoolNotFound(new PoolName(wire.NotFound)),
            Reply.AlreadyExists => new PoolAlreadyExists(wire.AlreadyExists.FromWire()),
            Reply.Overlap => new PoolOverlap(
                wire.Overlap.Cidr.Required().FromWire(),
                new PoolName(wire.Overlap.OtherPool),
                wire.Overlap.OtherCidr.Required().FromWire()),
            Reply.TooManyLimit => new TooManyPools(wire.TooManyLimit),
            Reply.Gone => new PoolGone(new PoolName(wire.Gone)),
            Reply.SelectorTie => new SelectorTie(
                wire.SelectorTie.Selector.FromWire(),
                new PoolName(wire.SelectorTie.OtherPool),
                wire.SelectorTie.OtherSelector.FromWire()),
            Reply.Outdated => new ChangeOutdated(wire.Outdated.PlannedVersion, wire.Outdated.CurrentVersion),
            Reply.NotPossible => new ChangeNotPossible([.. wire.NotPossible.Problems.Select(problem => new FieldProblem(problem.Field, problem.Description))]),
            Reply.CidrInUse => new CidrInUse(wire.CidrInUse.Cidr.Required().FromWire(), wire.CidrInUse.InTheWay?.FromWire()),
            Reply.Closing => new PoolIsClosing(new PoolName(wire.Closing)),
            Reply.InUse => new PoolInUse(wire.InUse.Held, [.. wire.InUse.Some.Select(node => new NodeId(node))]),
            Reply.QueueFull => new PoolQueueFull(),
            Reply.OutcomeUnknown => new PoolOutcomeUnknown(),
            _ => ReservationMessageMapping.Read(wire) ?? throw new ArgumentException("the answer is of a kind that this version does not know", nameof(wire)),
        },
        wire.Position.FromWire());
}
