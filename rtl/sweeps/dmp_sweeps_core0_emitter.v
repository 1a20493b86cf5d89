`default_nettype none

// Event output: spikes wait in a queue, word by word, and leave as events in the order of their neurons.
module dmp_sweeps_core0_emitter (
    input  wire       clk,
    input  wire       rst,
    input  wire       spikes_valid,
    input  wire       spikes_fired_0,
    input  wire       spikes_last,
    input  wire       spikes_end,
    output wire       events_valid,
    input  wire       events_ready,
    output wire [5:0] events_address,
    output wire       events_empty,
    output wire       events_last,
    output wire       events_end,
    output wire       sent
);
    wire pushed_valid;
    wire pushed_ready;
    wire pushed_fired_0;
    wire pushed_last;
    wire pushed_end;
    assign pushed_valid = spikes_valid;
    assign pushed_last = spikes_last;
    assign pushed_end = spikes_end;
    assign pushed_fired_0 = spikes_fired_0;
    wire queue_output_ready;

    wire queue_input_ready;
    wire queue_output_valid;
    wire queue_output_fired_0;
    wire queue_output_last;
    wire queue_output_end;
    dmp_sweeps_core0_spike_queue queue (
        .clk            (clk),
        .rst            (rst),
        .input_valid    (pushed_valid),
        .input_ready    (queue_input_ready),
        .input_fired_0  (pushed_fired_0),
        .input_last     (pushed_last),
        .input_end      (pushed_end),
        .output_valid   (queue_output_valid),
        .output_ready   (queue_output_ready),
        .output_fired_0 (queue_output_fired_0),
        .output_last    (queue_output_last),
        .output_end     (queue_output_end)
    );

    assign pushed_ready = queue_input_ready;

    // The first neuron of the word.
    reg  [5:0] first;
    reg  [5:0] first_next;
    wire queue_output_fire = queue_output_valid & queue_output_ready;

    always @* begin : first_logic
        first_next = first;
        if (queue_output_fire) begin
            first_next = queue_output_last ? 6'd0 : first + 6'd1;
        end
    end

    wire waiting_0 = queue_output_valid & queue_output_fired_0;
    wire some = waiting_0;
    wire sends = some | queue_output_last;
    assign events_valid = queue_output_valid & sends;
    assign events_address = some ? first : 6'd0;
    assign events_empty = !some;
    assign events_last = queue_output_last;
    assign events_end = queue_output_last & queue_output_end;
    assign queue_output_ready = !sends | events_ready;
    assign sent = queue_output_fire & queue_output_last;

    always @(posedge clk) begin : registers
        if (rst) begin
            first <= 6'd0;
        end else begin
            first <= first_next;
        end
    end

`ifdef ASSERTIONS
    // a word of spikes finds room in the queue
    always @(posedge clk) begin : queue_has_room
        if (!rst) assert (!spikes_valid | pushed_ready);
    end
    // (first + 1) lies within 0 to 39
    always @(posedge clk) begin : first_fits
        if (!rst) assert (!(queue_output_fire & !queue_output_last) | ((first + 6'd1) <= 6'd39));
    end
`endif

    // Bits that nothing reads.
    wire unused_bits = &{1'b0, pushed_ready};
endmodule

`default_nettype wire
