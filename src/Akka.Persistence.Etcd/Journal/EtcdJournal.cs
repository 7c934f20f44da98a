using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Configuration;
using Akka.Etcd;
using Akka.Etcd.Connection;
using Akka.Event;
using Akka.Persistence.Etcd.Configuration;
using Akka.Persistence.Etcd.Errors;
using Akka.Persistence.Etcd.Journal.Commits;
using Akka.Persistence.Etcd.Journal.Confirmations;
using Akka.Persistence.Etcd.Journal.Reading;
using Akka.Persistence.Etcd.Keys;
using Akka.Persistence.Etcd.Serialization;
using Akka.Persistence.Journal;
using Google.Protobuf;

namespace Akka.Persistence.Etcd.Journal;

/// <summary>
/// A journal on etcd. Every atomic write creates a key that must not be there, nor any behind it, so that of two writers of one persistence id
/// only one goes on, whatever they believe; the other's actor is stopped with a <see cref="StaleWriterException"/>. What all actors of the system
/// want to write goes out together. It also answers <see cref="ConfirmSequenceNr"/>.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "An actor's life ends in PostStop, which disposes of what it owns.")]
public sealed class EtcdJournal : AsyncWriteJournal
{
    private readonly JournalKeys keys;
    private readonly EventCodec codec;
    private readonly EtcdConnection connection;
    private readonly EtcdJournalSettings settings;
    private readonly CommitQueue commits;
    private readonly ConfirmationQueue confirmations;
    private readonly JournalReader reader;
    private readonly JournalDeletion deletion;

    /// <summary>Akka makes it with the journal's section of the configuration.</summary>
    /// <exception cref="ConfigurationException">Something is wrong; the message names the key.</exception>
    public EtcdJournal(Config config)
    {
        settings = EtcdJournalSettings.Read(config);
        var time = TimeProvider.System;
        connection = EtcdConnections.Get(Context.System).Connect(settings.Connection);
        keys = new JournalKeys(settings.KeyPrefix);
        codec = new EventCodec((ExtendedActorSystem)Context.System, time);
        commits = new CommitQueue(connection, keys, settings, time, Context.GetLogger());
        confirmations = new ConfirmationQueue(connection, keys, settings.MaxBatchOperations, time);
        reader = new JournalReader(connection, keys);
        deletion = new JournalDeletion(connection, keys, reader, settings.WriteTimeout, time, Context.GetLogger());
    }

    /// <inheritdoc/>
    public override async Task<PersistenceHealthCheckResult> CheckHealthAsync(CancellationToken cancellationToken = default)
    {
        var breaker = await base.CheckHealthAsync(cancellationToken).ConfigureAwait(false);
        if (breaker.Status != PersistenceHealthStatus.Healthy)
        {
            return breaker;
        }

        try
        {
            await confirmations.ProbeAsync(cancellationToken).ConfigureAwait(false);
            return new PersistenceHealthCheckResult(PersistenceHealthStatus.Healthy, "etcd commits");
        }
        catch (Exception exception)
        {
            return new PersistenceHealthCheckResult(PersistenceHealthStatus.Unhealthy, $"etcd does not commit: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public override async Task ReplayMessagesAsync(
        IActorContext context,
        string persistenceId,
        long fromSequenceNr,
        long toSequenceNr,
        long max,
        Action<IPersistentRepresentation> recoveryCallback)
    {
        var deletedTo = await reader.ReadDeletedToAsync(persistenceId, CancellationToken.None).ConfigureAwait(false);
        var from = Math.Max(fromSequenceNr, deletedTo + 1);
        if (from > toSequenceNr || max <= 0)
        {
            return;
        }

        // The write that holds the last number may end behind it, and begin before the first one.
        var last = await reader.ReadEndOfWriteAsync(persistenceId, toSequenceNr, CancellationToken.None).ConfigureAwait(false);
        var replay = new JournalReplay(connection, keys, persistenceId, settings.ReplayPageBytes);
        await foreach (var write in replay.ReadAsync(from, last, CancellationToken.None).ConfigureAwait(false))
        {
            foreach (var (@event, _) in codec.Decode(persistenceId, write.Record).Where(entry => entry.Event.SequenceNr >= from))
            {
                if (@event.SequenceNr > toSequenceNr || max-- <= 0)
                {
                    return;
                }

                recoveryCallback(@event);
            }
        }
    }

    /// <inheritdoc/>
    public override async Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancellationToken)
    {
        // An actor that was stopped may have left writes here, and the one that follows it must see them.
        await commits.SettledAsync(persistenceId).ConfigureAwait(false);
        commits.LetWrite(persistenceId);
        return await reader.ReadHighestAsync(persistenceId, fromSequenceNr, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task<IImmutableList<Exception>?> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var all = messages.ToList();
        if (all.Count == 0)
        {
            return null; // DeferAsync.
        }

        var rejections = new Dictionary<long, Exception>();
        var writes = new List<JournalWrite>(all.Count);
        foreach (var message in all)
        {
            try
            {
                writes.Add(ToWrite(message));
            }
            catch (Exception exception)
            {
                rejections.Add(message.HighestSequenceNr, exception);
            }
        }

        if (writes.Count > 0)
        {
            foreach (var (sequenceNr, reason) in await commits.WriteAsync(all[0].PersistenceId, WriterOf(all[0]), writes).ConfigureAwait(false))
            {
                rejections.Add(sequenceNr, reason);
            }
        }

        return rejections.Count == 0 ? null : [.. all.Select(message => rejections.GetValueOrDefault(message.HighestSequenceNr)!)];
    }

    /// <inheritdoc/>
    protected override async Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr, CancellationToken cancellationToken)
    {
        // What was handed over before is deleted as well.
        await commits.SettledAsync(persistenceId).ConfigureAwait(false);
        await deletion.DeleteAsync(persistenceId, toSequenceNr, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override bool ReceivePluginInternal(object message)
    {
        if (message is not ConfirmSequenceNr question)
        {
            return base.ReceivePluginInternal(message);
        }

        confirmations.Ask(question, Sender);
        return true;
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        commits.Dispose();
        confirmations.Dispose();
        base.PostStop();
    }

    private static string WriterOf(AtomicWrite message) => ((IImmutableList<IPersistentRepresentation>)message.Payload)[0].WriterGuid ?? string.Empty;

    private JournalWrite ToWrite(AtomicWrite message) => new(
        message.LowestSequenceNr,
        message.HighestSequenceNr,
        keys.Event(message.PersistenceId, message.HighestSequenceNr),
        codec.Encode(message).ToByteString());
}
