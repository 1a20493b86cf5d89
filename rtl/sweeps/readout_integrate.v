`default_nettype none

// Spike integration: holds an event still and streams its weight row over the lanes, adding it to the currents.
// A finished time step is handed over as a job; the next step then goes to the other bank.
module readout_integrate (
    input  wire               clk,
    input  wire               rst,
    input  wire               events_valid,
    output wire               events_ready,
    input  wire [5:0]         events_address,
    input  wire               events_empty,
    input  wire               events_last,
    input  wire               events_end,
    input  wire [1:0]         read_address,
    input  wire               read_enable,
    input  wire               read_bank,
    output wire               job_valid,
    input  wire               job_ready,
    output wire               job_touched,
    output wire               job_end,
    output wire               job_bank,
    output wire signed [10:0] currents_0
);
    localparam [1:0] PHASE_OPEN = 2'd0;
    localparam [1:0] PHASE_COLLECT = 2'd1;
    localparam [1:0] PHASE_HAND_OVER = 2'd2;

    // The job being collected.
    reg  [1:0] phase;
    reg  [1:0] phase_next;
    reg  fresh;
    reg  fresh_next;
    reg  ended;
    reg  ended_next;

    // The event at work: its slot, its row of weights, whether it is the first and the last of its step.
    reg  busy;
    reg  busy_next;
    reg  finishing;
    reg  finishing_next;
    reg  opening;
    reg  opening_next;
    reg  [1:0] slot;
    reg  [1:0] slot_next;
    reg  [6:0] weight_address;
    reg  [6:0] weight_address_next;
    wire turns = busy;
    wire slot_last = turns & (slot == 2'd2);
    wire reading = turns;
    assign events_ready = (phase == PHASE_COLLECT) & (!busy | slot_last) & !finishing;
    wire events_fire = events_valid & events_ready;
    wire job_fire = job_valid & job_ready;

    always @* begin : fresh_logic
        fresh_next = fresh;
        phase_next = phase;
        ended_next = ended;
        busy_next = busy;
        slot_next = slot;
        finishing_next = finishing;
        opening_next = opening;
        weight_address_next = weight_address;
        case (phase)
            PHASE_OPEN: begin
                if ((phase == PHASE_OPEN) & events_valid) begin
                    fresh_next = 1'b1;
                    phase_next = PHASE_COLLECT;
                end
            end
            PHASE_COLLECT: begin
                if (events_fire) begin
                    if (events_last) begin
                        ended_next = events_end;
                    end
                    if (events_empty) begin
                        busy_next = 1'b0;
                        if (events_last) begin
                            phase_next = PHASE_HAND_OVER;
                        end
                    end else begin
                        busy_next = 1'b1;
                        slot_next = 2'd0;
                        finishing_next = events_last;
                        opening_next = fresh;
                        fresh_next = 1'b0;
                        weight_address_next = {1'b0, events_address} * 7'd3;
                    end
                end else if (slot_last) begin
                    busy_next = 1'b0;
                    if (finishing) begin
                        finishing_next = 1'b0;
                        phase_next = PHASE_HAND_OVER;
                    end
                end else if (turns) begin
                    slot_next = slot + 2'd1;
                    if ((slot + 2'd1) < 2'd3) begin
                        weight_address_next = weight_address + 7'd1;
                    end
                end
            end
            PHASE_HAND_OVER: begin
                if (job_fire) begin
                    phase_next = PHASE_OPEN;
                end
            end
            default: ;
        endcase
    end

    // One cycle after the address: the weights of the row's word.
    (* ram_style = "block", no_rw_check *)
    reg  signed [7:0] weights [0:119];
    initial $readmemh("readout_integrate_weights.hex", weights);
    reg  signed [7:0] weights_word;

    reg  term;
    reg  term_first;
    reg  [1:0] term_word;

    // The bank that collects; the other one is read.
    reg  bank;
    reg  bank_next;

    always @* begin : bank_logic
        bank_next = bank;
        if (job_fire) begin
            bank_next = !bank;
        end
    end

    reg  shown_bank;

    (* ram_style = "block", no_rw_check *)
    reg  signed [10:0] bank_0 [0:2];
    reg  signed [10:0] bank_0_word;

    (* ram_style = "block", no_rw_check *)
    reg  signed [10:0] bank_1 [0:2];
    reg  signed [10:0] bank_1_word;

    wire late_0 = read_enable & !read_bank;
    wire late_1 = read_enable & read_bank;
    wire signed [10:0] current_0 = (term_first ? 11'sd0 : bank ? bank_1_word : bank_0_word)
        + {{3{weights_word[7]}}, weights_word};
    assign currents_0 = shown_bank ? bank_1_word : bank_0_word;
    assign job_bank = bank;
    assign job_valid = (phase == PHASE_HAND_OVER);
    assign job_touched = !fresh;
    assign job_end = ended;

    always @(posedge clk) begin : registers
        if (rst) begin
            phase <= PHASE_OPEN;
            fresh <= 1'b0;
            ended <= 1'b0;
            busy <= 1'b0;
            finishing <= 1'b0;
            opening <= 1'b0;
            slot <= 2'd0;
            weight_address <= 7'd0;
            term <= 1'b0;
            term_first <= 1'b0;
            term_word <= 2'd0;
            bank <= 1'b0;
            shown_bank <= 1'b0;
        end else begin
            phase <= phase_next;
            fresh <= fresh_next;
            ended <= ended_next;
            busy <= busy_next;
            finishing <= finishing_next;
            opening <= opening_next;
            slot <= slot_next;
            weight_address <= weight_address_next;
            term <= reading;
            term_first <= opening;
            term_word <= slot;
            bank <= bank_next;
            shown_bank <= read_bank;
        end
    end

    always @(posedge clk) begin : weights_word_port
        if (reading) weights_word <= weights[weight_address];
    end

    always @(posedge clk) begin : bank_0_sum_port
        if (term & !bank) bank_0[term_word] <= current_0;
    end

    always @(posedge clk) begin : bank_0_word_port
        if (late_0 | (reading & !bank)) bank_0_word <= bank_0[late_0 ? read_address : slot];
    end

    always @(posedge clk) begin : bank_1_sum_port
        if (term & bank) bank_1[term_word] <= current_0;
    end

    always @(posedge clk) begin : bank_1_word_port
        if (late_1 | (reading & bank)) bank_1_word <= bank_1[late_1 ? read_address : slot];
    end

`ifdef ASSERTIONS
    // bank_0 is never read at the address that is being written
    always @(posedge clk) begin : bank_0_word_sum_apart
        if (!rst) assert (!((late_0 | (reading & !bank)) & (term & !bank)
            & ((late_0 ? read_address : slot) == term_word)));
    end
    // bank_1 is never read at the address that is being written
    always @(posedge clk) begin : bank_1_word_sum_apart
        if (!rst) assert (!((late_1 | (reading & bank)) & (term & bank)
            & ((late_1 ? read_address : slot) == term_word)));
    end
    // (slot + 1) lies within 0 to 2
    always @(posedge clk) begin : slot_fits
        if (!rst) assert (!((phase == PHASE_COLLECT) & !events_fire & !slot_last & turns)
            | ((slot + 2'd1) <= 2'd2));
    end
    // (weight_address + 1) lies within 0 to 119
    always @(posedge clk) begin : weight_address_fits
        if (!rst) assert (!((phase == PHASE_COLLECT) & !events_fire & !slot_last & turns
            & ((slot + 2'd1) < 2'd3)) | ((weight_address + 7'd1) <= 7'd119));
    end
    // current_0 lies within -572 to 707
    always @(posedge clk) begin : bank_0_sum_fits
        if (!rst) assert (!((term & !bank) | (term & bank))
            | ((current_0 >= -11'sd572) & (current_0 <= 11'sd707)));
    end
`endif
endmodule

`default_nettype wire
